#include "common/identity/sealed_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "common/base/file_system.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::identity {
namespace {

std::string some_content(std::size_t size) {
  std::string bytes(size, '\0');
  testkit::SeededRandom random(size + 1);
  random.fill(std::as_writable_bytes(std::span{bytes.data(), bytes.size()}));
  return bytes;
}

class Sealed : public ::testing::Test {
 protected:
  Result<std::string> open(const SealKeyPtr& with, const std::string& name = "name") {
    return read_sealed(file, *with, name, 1 << 24);
  }
  std::string raw() { return *base::read_file(file, 1 << 24); }
  void set_raw(const std::string& bytes) { std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes; }
  void expect_broken(const char* what) {
    const auto opened = open(key);
    ASSERT_FALSE(opened) << what;
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << what;
  }

  testkit::ScratchDirectory scratch{"sealed"};
  const std::filesystem::path file = scratch / "object";
  const SealKeyPtr key = SealKey::random();
};

class SealedSizes : public Sealed, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(SealedSizes, GivesBackWhatWasSealedAndHoldsNothingOfItInTheClear) {
  const auto content = some_content(GetParam());
  ASSERT_TRUE(write_sealed(file, key, "name", content));
  const auto opened = open(key);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, content);
  EXPECT_EQ(*sealed_content_size(file), content.size());
  if (content.size() >= 16) {
    EXPECT_EQ(raw().find(content.substr(0, 16)), std::string::npos);
    EXPECT_EQ(raw().find(content.substr(content.size() - 16)), std::string::npos);
  }
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
}
INSTANTIATE_TEST_SUITE_P(Sizes, SealedSizes,
                         ::testing::Values(0, 1, kSealedChunk - 1, kSealedChunk, kSealedChunk + 1, 5 * kSealedChunk,
                                           5 * kSealedChunk + 777));

TEST_F(Sealed, OpensWithItsKeyAndUnderItsNameAlone) {
  ASSERT_TRUE(write_sealed(file, key, "name", "text"));
  for (const auto& opened : {open(SealKey::random()), open(key, "other name")}) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, "SEAL_BROKEN");
  }
  EXPECT_TRUE(open(SealKey::of({reinterpret_cast<const char*>(key->data()), SealKey::kBytes})));
  EXPECT_EQ(SealKey::of("short"), nullptr);
}

TEST_F(Sealed, EveryChangedByteIsNoticed) {
  ASSERT_TRUE(write_sealed(file, key, "name", some_content(300)));
  const auto whole = raw();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x40);
    set_raw(changed);
    expect_broken(std::to_string(at).c_str());
  }
}

TEST_F(Sealed, AFileCutAnywhereOrWithSomethingBehindItIsNoticed) {
  ASSERT_TRUE(write_sealed(file, key, "name", some_content(2 * kSealedChunk + 100)));
  const auto whole = raw();
  const std::size_t chunk = (whole.size() - 32 - 100 - 3 * 40) / 2 + 40;
  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{31}, std::size_t{32}, 32 + chunk - 1,
                                   32 + chunk, 32 + 2 * chunk, 32 + 2 * chunk + 1, whole.size() - 1}) {
    set_raw(whole.substr(0, length));
    expect_broken(std::to_string(length).c_str());
  }
  set_raw(whole + "x");
  expect_broken("one byte more");
  // Chunks in another order, each of them genuine.
  set_raw(whole.substr(0, 32) + whole.substr(32 + chunk, chunk) + whole.substr(32, chunk) +
          whole.substr(32 + 2 * chunk));
  expect_broken("swapped");
}

TEST_F(Sealed, APieceOfAnEarlierVersionIsNoticed) {
  ASSERT_TRUE(write_sealed(file, key, "name", some_content(2 * kSealedChunk)));
  const auto before = raw();
  ASSERT_TRUE(write_sealed(file, key, "name", std::string(2 * kSealedChunk, 'x')));
  const auto after = raw();
  ASSERT_EQ(before.size(), after.size());
  const std::size_t half = 32 + (after.size() - 32) / 2;
  set_raw(after.substr(0, half) + before.substr(half));
  expect_broken("second half of the earlier version");
}

TEST_F(Sealed, AWriterThatWasCutGoesOnBehindItsLastWholeChunk) {
  const auto content = some_content(4 * kSealedChunk + 500);
  const auto part_after = [&](std::size_t bytes) {
    auto writer = SealedWriter::begin(file, key, "name", content.size());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(std::string_view(content).substr(0, bytes)));
  };
  part_after(2 * kSealedChunk + 100);
  set_raw(raw() + "half a chunk that the power cut left");
  expect_broken("not finished");
  auto writer = SealedWriter::resume(file, key, "name", content.size());
  ASSERT_TRUE(writer) << writer.error().message;
  EXPECT_EQ(writer->taken(), 2 * kSealedChunk);
  ASSERT_TRUE(writer->append(std::string_view(content).substr(2 * kSealedChunk)));
  ASSERT_TRUE(writer->finish(SealedWriter::Durable::kYes));
  EXPECT_EQ(*open(key), content);
  // Whole, but not known to be: there is nothing left to append.
  auto again = SealedWriter::resume(file, key, "name", content.size());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->taken(), content.size());
  ASSERT_TRUE(again->finish(SealedWriter::Durable::kNo));
  EXPECT_EQ(*open(key), content);
}

TEST_F(Sealed, WhatCannotBeGoneOnWithIsSaidAndLeftAsItIs) {
  const auto content = some_content(2 * kSealedChunk + 5);
  {
    auto writer = SealedWriter::begin(file, key, "name", content.size());
    ASSERT_TRUE(writer->append(std::string_view(content).substr(0, kSealedChunk)));
  }
  const auto left = raw();
  EXPECT_EQ(SealedWriter::resume(file, SealKey::random(), "name", content.size()).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(SealedWriter::resume(file, key, "other", content.size()).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(SealedWriter::resume(file, key, "name", content.size() + 1).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(raw(), left);
  EXPECT_EQ(SealedWriter::resume(scratch / "none", key, "name", 5).error().code, ErrorCode::kNotFound);
  set_raw("plain");
  EXPECT_EQ(SealedWriter::resume(file, key, "name", 5).error().reason, "NOT_SEALED");
}

TEST_F(Sealed, TakesNeitherMoreNorLessThanWasSaid) {
  auto writer = SealedWriter::begin(file, key, "name", 4);
  ASSERT_TRUE(writer->append("abc"));
  EXPECT_EQ(writer->finish(SealedWriter::Durable::kNo).error().reason, "SHORT_CONTENT");
  EXPECT_EQ(writer->append("de").error().code, ErrorCode::kTooLarge);
}

TEST_F(Sealed, ASizeThatOnlyTheHeaderClaimsCostsNoMemory) {
  ASSERT_TRUE(write_sealed(file, key, "name", "text"));
  auto bytes = raw();
  for (std::size_t at = 24; at < 32; ++at) bytes[at] = '\x7f';
  set_raw(bytes);
  expect_broken("nine quintillion bytes");
  EXPECT_FALSE(SealedWriter::resume(file, key, "name", 4));
}

TEST_F(Sealed, MoreThanTheReaderWantsIsRefused) {
  ASSERT_TRUE(write_sealed(file, key, "name", some_content(100)));
  EXPECT_EQ(read_sealed(file, *key, "name", 99).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace rdc::identity
