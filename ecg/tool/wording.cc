#include "ecg/tool/wording.h"

#include <array>

namespace rdc::ecg::tool {

std::string severity_word(Severity severity, Language language) {
  return language == Language::kChinese ? text_of(severity).chinese : std::string(name_of(severity));
}

std::string_view sentence_for(std::string_view reason, Language language) {
  struct Wording {
    std::string_view reason;
    std::string_view chinese;
  };
  constexpr auto kWordings = std::to_array<Wording>({
      {"NOT_AN_ECG", "不是可识别的心电文件"},
      {"NO_ECG", "文件中没有心电导联"},
      {"NO_RECORDS", "目录中没有 WFDB 记录"},
      {"NO_REFERENCE", "目录中没有可比对的标注或诊断标签"},
      {"INFINITE_SAMPLES", "部分采样值为无穷大，已作空缺处理"},
      {"LENGTH_BEYOND_END", "文件被截断或长度字段错误"},
      {"RATE_NOT_MEASURABLE", "采样率超出可测量范围"},
      {"MISSING_SIGNAL_FILE", "缺少记录头所指的信号文件"},
      {"CANNOT_OPEN", "无法打开文件"},
      {"CANNOT_READ", "读取失败"},
      {"CANNOT_WRITE", "写入失败"},
      {"NOT_A_FILE", "不是普通文件"},
      {"FILE_TOO_LARGE", "文件过大"},
      {"TOO_LONG_FOR_MEMORY", "记录过长，需分段读取"},
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
      {"NO_SAMPLES",
       "该 DICOM 对象是文档（如PDF）或图片，没有采样数据，只能查看不能测量；请让设备以 DICOM 波形发送，或导出为 "
       "SCP-ECG、HL7 aECG"},
      {"SAMPLES_OF_A_RECORD", "该文件是 WFDB 记录的信号文件，请换用其他输出文件名"},
      {"BAD_RATE", "采样率超出范围"},
      {"BAD_LENGTH", "记录长度超出范围"},
      {"BAD_CHANNEL_COUNT", "导联数超出范围"},
      {"UNSUPPORTED_COMPRESSION", "不支持的压缩方式"},
      {"UNSAFE_NAME", "记录头指向了目录以外的文件"},
      {"NOT_WRITABLE", "该格式只能读取，不能写入"},
      {"INEXACT", "该格式无法无损保存此记录"},
      {"NO_ROOM", "该格式容纳不下此记录"},
      {"TOO_LONG", "该格式容纳不下此长度"},
      {"FEWER_SAMPLES", "实际采样点少于声明"},
      {"CRC_MISMATCH", "校验和不符"},
      {"CHECKSUM_MISMATCH", "信号校验和不符"},
      {"LENGTH_MISMATCH", "长度与声明不符"},
      {"BAD_POINTER", "节指针错误"},
      {"UNCALIBRATED", "未定标，采用默认增益"},
      {"IMPLAUSIBLE_RANGE", "物理量程不可信，幅度可能有误"},
      {"ONE_SAMPLE_RECORDS", "每条记录仅一个采样点"},
      {"BIMODAL_INTERPOLATED", "QRS 以外的采样点为插值所得"},
      {"NO_REFERENCE_BEAT", "缺少参考心搏"},
      {"UNEQUAL_LEADS", "各导联长度不一"},
      {"WRONG_SOP_CLASS", "SOP 类别与内容不符"},
      {"ROUNDED", "采样值经过舍入"},
      {"ROUNDED_RATE", "采样率经过舍入"},
      {"BEAT_LEFT_OUT", "未写入平均心搏"},
      {"ANNOTATION_CUT", "标注文件不完整"},
      {"ANNOTATION_TIME", "标注时间早于记录开始"},
      {"BAD_BEAT", "平均心搏数据错误"},
      {"BAD_CODING", "DICOM 编码错误"},
      {"BAD_DEFLATE", "DICOM 压缩数据错误"},
      {"BAD_ELEMENT", "DICOM 数据元素错误"},
      {"BAD_SEQUENCE", "DICOM 序列错误"},
      {"BAD_PHYSICAL_RANGE", "物理量程错误"},
      {"BAD_RECORD_NAME", "记录名只能含字母、数字、下划线和连字符"},
      {"CANNOT_ENCODE", "无法编码"},
      {"CUT_ROWS", "部分数据行不完整"},
      {"EMPTY_DATA_SET", "DICOM 数据集为空"},
      {"IMPLAUSIBLE_PADDING", "填充值出现在采样点之间"},
      {"INCOMPLETE_WAVEFORM", "该 DICOM 心电类别容纳不下此记录"},
      {"INFLATES_TOO_LARGE", "解压后过大"},
      {"LABEL_LEFT_OUT", "未写入导联标签"},
      {"LATER_FRAME_LEFT_OUT", "未读取其余数据段"},
      {"LEAD_OFF", "导联脱落"},
      {"LENGTH_NOT_MEASURABLE", "记录长度超出可测量范围"},
      {"NESTED_TOO_DEEP", "嵌套层数过多"},
      {"NO_SENSITIVITY", "未注明灵敏度"},
      {"OTHERS_LEFT_OUT", "未写入心电以外的信号"},
      {"TOO_MANY_ELEMENTS", "数据元素过多"},
      {"ANNOTATIONS_TOO_LARGE", "标注文件过大"},
      {"DESCRIPTION_LEFT_OUT", "未写入患者、设备或时区信息"},
      {"SHORT_RHYTHM_LEFT_OUT", "仅读取长程记录，未读取其中的短记录"},
      {"SERIES_LEFT_OUT", "仅读取第一段节律，其余未读取"},
      {"COLUMNS_LEFT_OUT", "不是导联的列未读取"},
      {"LINES_LEFT_OUT", "头文件中多余的行未读取"},
      {"LEAD_OFFSET", "导联自带的时间或幅度偏移未采用"},
      {"GROUP_LEFT_OUT", "部分波形组无法读取，未采用"},
      {"SIGNS_RESTORED", "样本的符号位未扩展到全部分配位，已按跳变判断并复原"},
      {"TIMES_CONTRADICT", "文件中的采集时间互相矛盾"},
      {"LEAD_LEFT_OUT", "部分导联无法读取，未采用"},
      {"SIGNALS_DIFFER", "某段缺少导联，该段为空白"},
      {"BAD_ARCHIVE", "WFDB 打包文件错误"},
      {"BAD_ARCHIVE_NAME", "WFDB 打包文件中的文件名不可用"},
      {"NO_SUCH_LEAD", "没有该导联"},
      {"INTERRUPTED", "记录不连续"},
      {"MARKS_LEFT_OUT", "未写入设备的测量值"},
      {"RATE_CONTRADICTED", "时间列与所述采样率不符"},
      {"GAINS_CONTRADICTED", "各导联增益相互矛盾，采样值保持原样，测量按同一分辨率进行，波幅绝对值可能有误"},
      {"CALIBRATION_PULSE", "记录中含设备的定标脉冲，测量时不计入"},
      {"GAINS_NOT_KEPT", "该格式不保存各导联增益，转换后无法再识别增益矛盾，请用原文件测量"},
      {"UNEVEN_TIME", "时间列不均匀，可能缺行"},
      {"TIME_LEFT_EMPTY", "记录未注明时间，DICOM采集时间留空"},
      {"UNEQUAL_CHANNELS", "各通道长度不一"},
      {"UNKNOWN_UNIT", "未知单位"},
      {"UNKNOWN_VERSION", "未知版本"},
  });
  if (language == Language::kEnglish) return {};
  for (const auto& wording : kWordings) {
    if (wording.reason == reason) return wording.chinese;
  }
  return {};
}

}  // namespace rdc::ecg::tool
