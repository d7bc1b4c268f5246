#include <gtest/gtest.h>

#include "common/identity/enrolment_bundle.h"
#include "common/identity/flat_json.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::identity {
namespace {

EnrolmentBundle example() {
  EnrolmentBundle bundle;
  bundle.centre_name = "柳河县远程诊断中心";
  bundle.machine_name = "agent/liuhe";
  bundle.site_id = "liuhe";
  bundle.site_name = "柳河镇\"卫生院\"";
  bundle.router_addresses = {"10.0.0.1:7443", "router.county:7443"};
  bundle.ca_pem = "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----\n";
  bundle.certificate_pem = "-----BEGIN CERTIFICATE-----\nmachine\n-----END CERTIFICATE-----\n";
  bundle.key_pem = Secret("-----BEGIN PRIVATE KEY-----\nkey\n-----END PRIVATE KEY-----\n");
  return bundle;
}

class Bundle : public ::testing::Test {
 protected:
  testkit::SeededRandom random{7};
  SealedBundle sealed = std::move(*seal_bundle(example(), random));
};

TEST_F(Bundle, OpensWithItsCode) {
  const auto opened = open_bundle(sealed.file, sealed.code.view());
  ASSERT_TRUE(opened) << opened.error().message;
  const auto made = example();
  EXPECT_EQ(opened->centre_name, made.centre_name);
  EXPECT_EQ(opened->machine_name, made.machine_name);
  EXPECT_EQ(opened->site_id, made.site_id);
  EXPECT_EQ(opened->site_name, made.site_name);
  EXPECT_EQ(opened->router_addresses, made.router_addresses);
  EXPECT_EQ(opened->ca_pem, made.ca_pem);
  EXPECT_EQ(opened->certificate_pem, made.certificate_pem);
  EXPECT_EQ(opened->key_pem.view(), made.key_pem.view());
}

TEST_F(Bundle, ShowsNoSecretOutside) {
  EXPECT_EQ(sealed.file.find("PRIVATE"), std::string::npos);
  EXPECT_NE(sealed.file.find("agent/liuhe"), std::string::npos);
}

TEST_F(Bundle, ReadsTheCodeAsPeopleTypeIt) {
  std::string typed;
  for (const char c : sealed.code.view()) {
    if (c == '-') continue;
    typed += c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    typed += ' ';
  }
  EXPECT_TRUE(open_bundle(sealed.file, typed));
}

TEST_F(Bundle, TellsAWrongCodeFromAMistypedOne) {
  EXPECT_EQ(open_bundle(sealed.file, "00000-00000-00000-00000").error().reason, "WRONG_CODE");
  EXPECT_EQ(open_bundle(sealed.file, "00000-00000").error().reason, "BAD_CODE");
  EXPECT_EQ(open_bundle(sealed.file, "").error().reason, "BAD_CODE");
  EXPECT_EQ(open_bundle(sealed.file, "00000-00000-00000-0000!").error().reason, "BAD_CODE");
}

TEST_F(Bundle, RefusesAnAlteredFile) {
  // Every 97th byte: each try costs an Argon2id.
  for (std::size_t at = 20; at < sealed.file.size(); at += 97) {
    std::string altered = sealed.file;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_bundle(altered, sealed.code.view())) << at;
  }
}

TEST(BundleFile, RefusesWhatIsNone) {
  for (const std::string text :
       {"", "{}", "[]", "{\"format\":\"rdc.enrolment/1\"}", "{\"format\":\"rdc.enrolment/2\"}"})
    EXPECT_EQ(open_bundle(text, "00000-00000-00000-00000").error().reason, "BAD_BUNDLE");
  EXPECT_EQ(open_bundle(std::string(70'000, ' '), "00000-00000-00000-00000").error().reason, "BAD_BUNDLE");
}

TEST(FlatJson, ReadsWhatItWrites) {
  const std::string text = "line\nquote\" back\\slash 柳河\x01";
  const auto parsed = parse_flat_json("{\"a\" : " + json_quoted(text) + " , \"b\":[\"x\",\"\\u67f3\"],\"c\":[]}");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->at("a").front(), text);
  EXPECT_EQ(parsed->at("b"), (std::vector<std::string>{"x", "柳"}));
  EXPECT_TRUE(parsed->at("c").empty());
}

TEST(FlatJson, RefusesEverythingElse) {
  for (const std::string text : {"", "{", "}", "{\"a\"}", "{\"a\":1}", "{\"a\":\"b\",}", "{\"a\":{}}", "{\"a\":[[]]}",
                                 "{\"a\":\"b\"} x", "{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
                                 "{\"a\":\"\\ud800\"}", "{\"a\":\"", "{\"a\":\"\\"})
    EXPECT_FALSE(parse_flat_json(text)) << text;
}

}  // namespace
}  // namespace rdc::identity
