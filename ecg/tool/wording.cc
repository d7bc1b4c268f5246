#include "ecg/tool/wording.h"

#include <array>

namespace rdc::ecg::tool {

std::string_view sentence_for(std::string_view reason, Language language) {
  struct Wording {
    std::string_view reason;
    std::string_view chinese;
  };
  constexpr std::array<Wording, 48> kWordings = {{
      {"NOT_AN_ECG", "不是可识别的心电文件"},
      {"NO_ECG", "文件中没有心电导联"},
      {"MISSING_SIGNAL_FILE", "缺少记录头所指的信号文件"},
      {"CANNOT_OPEN", "无法打开文件"},
      {"CANNOT_READ", "读取失败"},
      {"CANNOT_WRITE", "写入失败"},
      {"NOT_A_FILE", "不是普通文件"},
      {"FILE_TOO_LARGE", "文件过大"},
      {"TOO_LONG_FOR_MEMORY", "记录过长,需分段读取"},
      {"BAD_SCP", "SCP-ECG 文件结构错误"},
      {"BAD_AECG", "aECG 文件内容错误"},
      {"BAD_MUSE", "MUSE XML 内容错误"},
      {"BAD_PHILIPS", "飞利浦 XML 内容错误"},
      {"BAD_XLI", "XLI 压缩数据错误"},
      {"BAD_XML", "XML 语法错误"},
      {"BAD_BASE64", "Base64 编码错误"},
      {"BAD_MFER", "MFER 文件结构错误"},
      {"BAD_EDF_HEADER", "EDF 文件头错误"},
      {"BAD_WFDB_HEADER", "WFDB 记录头错误"},
      {"BAD_FLAC", "FLAC 信号文件错误"},
      {"BAD_CSV", "CSV 内容错误"},
      {"CSV_NOT_DESCRIBED", "CSV 未说明采样率、单位或导联"},
      {"BAD_WAVEFORM", "DICOM 波形数据与声明不符"},
      {"NO_WAVEFORM", "DICOM 对象中没有波形"},
      {"BAD_RATE", "采样率超出范围"},
      {"BAD_LENGTH", "记录长度超出范围"},
      {"BAD_CHANNEL_COUNT", "导联数超出范围"},
      {"UNSUPPORTED_COMPRESSION", "不支持的压缩方式"},
      {"UNSAFE_NAME", "记录头指向了目录以外的文件"},
      {"NOT_WRITABLE", "该格式只能读取,不能写入"},
      {"INEXACT", "该格式无法无损保存此记录"},
      {"NO_ROOM", "该格式容纳不下此记录"},
      {"TOO_LONG", "该格式容纳不下此长度"},
      {"FEWER_SAMPLES", "实际采样点少于声明"},
      {"CRC_MISMATCH", "校验和不符"},
      {"CHECKSUM_MISMATCH", "信号校验和不符"},
      {"LENGTH_MISMATCH", "长度与声明不符"},
      {"BAD_POINTER", "节指针错误"},
      {"UNCALIBRATED", "未定标,采用默认增益"},
      {"IMPLAUSIBLE_RANGE", "物理量程不可信,幅度可能有误"},
      {"ONE_SAMPLE_RECORDS", "每条记录仅一个采样点"},
      {"BIMODAL_INTERPOLATED", "QRS 以外的采样点为插值所得"},
      {"NO_REFERENCE_BEAT", "缺少参考心搏"},
      {"UNEQUAL_LEADS", "各导联长度不一"},
      {"WRONG_SOP_CLASS", "SOP 类别与内容不符"},
      {"ROUNDED", "采样值经过舍入"},
      {"ROUNDED_RATE", "采样率经过舍入"},
      {"BEAT_LEFT_OUT", "未写入平均心搏"},
  }};
  if (language == Language::kEnglish) return {};
  for (const auto& wording : kWordings) {
    if (wording.reason == reason) return wording.chinese;
  }
  return {};
}

}  // namespace rdc::ecg::tool
