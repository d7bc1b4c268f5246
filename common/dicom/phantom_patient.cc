#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "common/dicom/phantom_noise.h"
#include "common/dicom/uid.h"

namespace rdc::dicom {
namespace {

struct Word {
  const char* hanzi;
  const char* pinyin;
};

constexpr std::array<Word, 24> kFamilies{
    {{"王", "Wang"}, {"李", "Li"},    {"张", "Zhang"}, {"刘", "Liu"},  {"陈", "Chen"},     {"杨", "Yang"},
     {"赵", "Zhao"}, {"黄", "Huang"}, {"周", "Zhou"},  {"吴", "Wu"},   {"徐", "Xu"},       {"孙", "Sun"},
     {"胡", "Hu"},   {"朱", "Zhu"},   {"高", "Gao"},   {"林", "Lin"},  {"何", "He"},       {"郭", "Guo"},
     {"马", "Ma"},   {"罗", "Luo"},   {"梁", "Liang"}, {"宋", "Song"}, {"欧阳", "Ouyang"}, {"上官", "Shangguan"}}};
constexpr std::array<Word, 20> kMaleGiven{
    {{"建国", "Jianguo"}, {"志强", "Zhiqiang"}, {"文博", "Wenbo"},    {"大山", "Dashan"},  {"永福", "Yongfu"},
     {"德顺", "Deshun"},  {"长河", "Changhe"},  {"春林", "Chunlin"},  {"海涛", "Haitao"},  {"玉柱", "Yuzhu"},
     {"立新", "Lixin"},   {"国栋", "Guodong"},  {"喆", "Zhe"},        {"鑫", "Xin"},       {"昊天", "Haotian"},
     {"石头", "Shitou"},  {"满仓", "Mancang"},  {"守田", "Shoutian"}, {"振华", "Zhenhua"}, {"晓东", "Xiaodong"}}};
constexpr std::array<Word, 20> kFemaleGiven{
    {{"秀英", "Xiuying"},  {"桂兰", "Guilan"},  {"玉梅", "Yumei"},   {"凤霞", "Fengxia"}, {"小燕", "Xiaoyan"},
     {"春花", "Chunhua"},  {"雪梅", "Xuemei"},  {"淑贞", "Shuzhen"}, {"腊梅", "Lamei"},   {"金凤", "Jinfeng"},
     {"晓芳", "Xiaofang"}, {"思雨", "Siyu"},    {"瑛", "Ying"},      {"婧怡", "Jingyi"},  {"巧云", "Qiaoyun"},
     {"素琴", "Suqin"},    {"冬梅", "Dongmei"}, {"美玲", "Meiling"}, {"月娥", "Yue'e"},   {"银花", "Yinhua"}}};

// GB 11643: MOD 11-2 over the first 17 digits.
char identity_check_digit(std::string_view digits) {
  constexpr std::array<int, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (digits[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

}  // namespace

PhantomPatient make_phantom_patient(std::uint64_t seed) {
  NoiseSource random(seed ^ 0x70617469656e7421ULL);
  const bool male = random.below(2) == 0;
  const Word family = kFamilies[random.below(kFamilies.size())];
  const Word given =
      male ? kMaleGiven[random.below(kMaleGiven.size())] : kFemaleGiven[random.below(kFemaleGiven.size())];
  PhantomPatient patient;
  patient.name = fmt::format("{}^{}", family.hanzi, given.hanzi);
  patient.romanised = fmt::format("{}^{}", family.pinyin, given.pinyin);
  patient.sex = male ? "M" : "F";
  patient.birth_date =
      fmt::format("{:04}{:02}{:02}", 1935 + random.below(70), 1 + random.below(12), 1 + random.below(28));
  const auto order = random.below(500) * 2 + (male ? 1U : 0U);  // the 17th digit is odd for men
  const std::string digits = fmt::format("99{:04}{}{:03}", random.below(10000), patient.birth_date, order);
  patient.patient_id = digits + identity_check_digit(digits);
  return patient;
}

std::string phantom_uid(std::uint64_t seed, std::string_view purpose) {
  const std::string text = fmt::format("{}/{}", seed, purpose);
  auto bytes = base::sha256(base::as_bytes(text)).bytes;
  bytes[6] = (bytes[6] & std::byte{0x0F}) | std::byte{0x80};  // RFC 9562: version 8, custom
  bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};  // its variant
  std::array<std::byte, 16> value{};
  std::copy_n(bytes.begin(), value.size(), value.begin());
  return uid_of_value(value);
}

}  // namespace rdc::dicom
