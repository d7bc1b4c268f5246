#include <gtest/gtest.h>

#include "acquisition_agent/config.h"

namespace rdc::agent {
namespace {

TEST(Config, AnEmptyFileMeansTheDefaults) {
  const auto config = parse_config("", "agent.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->data, "/var/lib/acquisition-agent");
  EXPECT_EQ(config->results, "/var/lib/acquisition-agent/results");
  EXPECT_EQ(config->dicom.port, 11112);
  EXPECT_FALSE(config->accept_unknown_devices);
  EXPECT_EQ(config->coding, CodingPolicy::kAuto);
}

TEST(Config, TheSampleFileIsValidAndSaysTheDefaults) {
  const auto sample = load_config(RDC_SAMPLE_CONFIG);
  ASSERT_TRUE(sample) << sample.error().message;
  const auto plain = parse_config("", "");
  EXPECT_EQ(sample->dicom.port, plain->dicom.port);
  EXPECT_EQ(sample->dicom.ae_titles, plain->dicom.ae_titles);
  EXPECT_EQ(sample->spool.reserve_bytes, plain->spool.reserve_bytes);
  EXPECT_EQ(sample->spool.keep_stored, plain->spool.keep_stored);
  EXPECT_EQ(sample->bandwidth.bytes_per_second, plain->bandwidth.bytes_per_second);
}

struct BadConfig {
  const char* name;
  const char* text;
  const char* complaint;
};
std::ostream& operator<<(std::ostream& out, const BadConfig& c) { return out << c.name; }
class Refused : public ::testing::TestWithParam<BadConfig> {};

TEST_P(Refused, NamesLineAndKey) {
  const auto config = parse_config(GetParam().text, "agent.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().reason, "BAD_CONFIG");
  EXPECT_NE(config.error().message.find(GetParam().complaint), std::string::npos) << config.error().message;
}
INSTANTIATE_TEST_SUITE_P(
    Files, Refused,
    ::testing::Values(
        BadConfig{"UnknownKey", "data = \"/a\"\n\ncolour = 1\n", "agent.toml, line 3: colour is not a known key"},
        BadConfig{"UnknownKeyInTable", "[dicom]\nport = 1\nports = 2\n", "line 3: dicom.ports is not a known key"},
        BadConfig{"WrongType", "[dicom]\nport = \"104\"\n", "line 2: dicom.port must be a whole number"},
        BadConfig{"OutOfRange", "[dicom]\nport = 70000\n", "line 2: dicom.port must be between 0 and 65535"},
        BadConfig{"RelativePath", "data = \"here\"\n", "line 1: data must be an absolute path"},
        BadConfig{"ConsoleForNobody", "[console]\nsocket = \"/run/console.sock\"\n",
                  "console.socket and console.group go together"},
        BadConfig{"BadChoice", "[transfer]\ncoding = \"gzip\"\n",
                  "line 2: transfer.coding must be one of auto, identity, zstd, rdc1"},
        BadConfig{"BadHours", "[transfer]\nroutine_hours = \"night\"\n", "transfer.routine_hours must look like"},
        BadConfig{"SameNameTwice", "[[drop_folder]]\npath = \"/a/x\"\n[[drop_folder]]\npath = \"/b/x\"\n",
                  "drop_folder.name must be unique"},
        BadConfig{"DeviceWithoutTitle", "[[dicom.device]]\ncharset = \"GB18030\"\n", "dicom.device.ae_title must have"},
        BadConfig{"NotToml", "data = \n", "agent.toml, line 1"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Config, ReadsDevicesFoldersAndLimits) {
  const auto config = parse_config(R"(
[[dicom.device]]
ae_title = "DR1"
charset = "GB18030"
urgency = "urgent"
[[drop_folder]]
path = "/srv/ecg"
urgency = "emergency"
[transfer]
bandwidth_kbit = 512
routine_hours = "22:00-06:30"
)",
                                   "agent.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->devices.at(0).charset_override, "GB18030");
  EXPECT_EQ(config->devices.at(0).urgency, v1::URGENCY_URGENT);
  EXPECT_EQ(config->drop_folders.at(0).name, "ecg");
  EXPECT_EQ(config->bandwidth.bytes_per_second, 64'000U);
  EXPECT_EQ(config->bandwidth.routine_from, 22 * 60);
  EXPECT_EQ(config->bandwidth.routine_to, 6 * 60 + 30);
}

}  // namespace
}  // namespace rdc::agent
