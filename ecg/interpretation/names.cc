#include "ecg/interpretation/compare.h"
#include "ecg/interpretation/statement.h"

namespace rdc::ecg {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kNormal:
      return "NORMAL";
    case Severity::kNote:
      return "NOTE";
    case Severity::kAbnormal:
      return "ABNORMAL";
    case Severity::kUrgent:
      return "URGENT";
    case Severity::kCritical:
      return "CRITICAL";
  }
  return "?";
}

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::kPossible:
      return "POSSIBLE";
    case Confidence::kProbable:
      return "PROBABLE";
    case Confidence::kDefinite:
      return "DEFINITE";
  }
  return "?";
}

Text text_of(Severity severity) {
  switch (severity) {
    case Severity::kNormal:
      return {"normal", "正常"};
    case Severity::kNote:
      return {"note", "提示"};
    case Severity::kAbnormal:
      return {"abnormal", "异常"};
    case Severity::kUrgent:
      return {"urgent", "紧急"};
    case Severity::kCritical:
      return {"critical", "危急"};
  }
  return {};
}

Text text_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::kPossible:
      return {"possible", "可能"};
    case Confidence::kProbable:
      return {"probable", "很可能"};
    case Confidence::kDefinite:
      return {"definite", "确定"};
  }
  return {};
}

std::string_view name_of(Category category) {
  switch (category) {
    case Category::kRhythm:
      return "RHYTHM";
    case Category::kConduction:
      return "CONDUCTION";
    case Category::kAxis:
      return "AXIS";
    case Category::kHypertrophy:
      return "HYPERTROPHY";
    case Category::kRepolarisation:
      return "REPOLARISATION";
    case Category::kInfarction:
      return "INFARCTION";
    case Category::kMimic:
      return "MIMIC";
    case Category::kQuality:
      return "QUALITY";
  }
  return "?";
}

std::string_view name_of(AlertTier tier) {
  switch (tier) {
    case AlertTier::kNone:
      return "NONE";
    case AlertTier::kWatch:
      return "WATCH";
    case AlertTier::kSuspected:
      return "SUSPECTED";
    case AlertTier::kAlarm:
      return "ALARM";
  }
  return "?";
}

Text text_of(AlertTier tier) {
  switch (tier) {
    case AlertTier::kNone:
      return {"no sign of acute occlusion", "未见急性闭塞征象"};
    case AlertTier::kWatch:
      return {"watch: repeat in 15 minutes and compare with earlier ECGs", "观察：15分钟后复查并与既往心电图对比"};
    case AlertTier::kSuspected:
      return {"suspected: a cardiologist should read it now", "疑似：请心内科医师立即判读"};
    case AlertTier::kAlarm:
      return {"alarm: strong evidence of acute occlusion", "报警：急性闭塞证据充分"};
  }
  return {};
}

std::string_view name_of(Change change) {
  switch (change) {
    case Change::kNew:
      return "NEW";
    case Change::kGone:
      return "GONE";
    case Change::kChanged:
      return "CHANGED";
  }
  return "?";
}

}  // namespace rdc::ecg
