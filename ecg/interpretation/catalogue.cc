#include "ecg/interpretation/catalogue.h"

#include <algorithm>
#include <array>

namespace rdc::ecg {
namespace {

using enum Category;
using enum Severity;

constexpr auto kCatalogue = std::to_array<CatalogueEntry>({
    // Rhythm
    {"NORMAL_ECG", kRhythm, kNormal, "Normal ECG", "正常心电图"},
    {"SINUS_RHYTHM", kRhythm, kNormal, "Sinus rhythm", "窦性心律"},
    {"SINUS_BRADYCARDIA", kRhythm, kNote, "Sinus bradycardia", "窦性心动过缓"},
    {"SINUS_TACHYCARDIA", kRhythm, kNote, "Sinus tachycardia", "窦性心动过速"},
    {"SINUS_ARRHYTHMIA", kRhythm, kNote, "Sinus arrhythmia", "窦性心律不齐"},
    {"ECTOPIC_ATRIAL_RHYTHM", kRhythm, kNote, "Ectopic atrial rhythm", "异位房性心律"},
    {"ATRIAL_FIBRILLATION", kRhythm, kAbnormal, "Atrial fibrillation", "心房颤动"},
    {"ATRIAL_FLUTTER", kRhythm, kAbnormal, "Atrial flutter", "心房扑动"},
    {"SUPRAVENTRICULAR_TACHYCARDIA", kRhythm, kUrgent, "Supraventricular tachycardia", "室上性心动过速"},
    {"JUNCTIONAL_RHYTHM", kRhythm, kAbnormal, "Junctional rhythm", "交界性心律"},
    {"IDIOVENTRICULAR_RHYTHM", kRhythm, kUrgent, "Idioventricular rhythm", "室性自主心律"},
    {"VENTRICULAR_TACHYCARDIA", kRhythm, kCritical, "Ventricular tachycardia", "室性心动过速"},
    {"VENTRICULAR_RUN", kRhythm, kUrgent, "Run of ventricular beats (non-sustained tachycardia)", "短阵室性心动过速"},
    {"WIDE_COMPLEX_TACHYCARDIA", kRhythm, kCritical, "Wide-complex tachycardia: ventricular until proven otherwise",
     "宽QRS心动过速，在排除前按室性心动过速处理"},
    {"VENTRICULAR_FIBRILLATION", kRhythm, kCritical, "Ventricular fibrillation, flutter or tachycardia suspected",
     "疑似心室颤动、扑动或室性心动过速"},
    {"NO_QRS", kRhythm, kCritical, "No QRS complexes: asystole or electrodes off", "未见QRS波：心脏停搏或电极脱落"},
    {"PACED_RHYTHM", kRhythm, kNote, "Ventricular paced rhythm", "心室起搏心律"},
    {"PACED_DUAL", kRhythm, kNote, "Atrioventricular paced rhythm", "房室顺序起搏心律"},
    {"PACED_ATRIAL", kRhythm, kNote, "Atrial paced rhythm", "心房起搏心律"},
    {"RHYTHM_UNDETERMINED", kRhythm, kAbnormal, "Rhythm not determined: read the tracing", "心律未能判定，请人工判读"},
    {"ATRIAL_PREMATURE_BEATS", kRhythm, kNote, "Atrial premature beats", "房性期前收缩"},
    {"ATRIAL_BIGEMINY", kRhythm, kNote, "Atrial premature beats, bigeminy", "房性期前收缩二联律"},
    {"VENTRICULAR_PREMATURE_BEATS", kRhythm, kAbnormal, "Ventricular premature beats", "室性期前收缩"},
    {"VENTRICULAR_BIGEMINY", kRhythm, kAbnormal, "Ventricular premature beats, bigeminy", "室性期前收缩二联律"},
    {"VENTRICULAR_TRIGEMINY", kRhythm, kAbnormal, "Ventricular premature beats, trigeminy", "室性期前收缩三联律"},
    {"PAUSE", kRhythm, kAbnormal, "Pause of more than 2 s", "长间歇（大于2秒）"},
    // Conduction
    {"AV_BLOCK_1", kConduction, kNote, "First-degree AV block", "一度房室传导阻滞"},
    {"AV_BLOCK_2_WENCKEBACH", kConduction, kAbnormal, "Second-degree AV block, Wenckebach", "二度I型房室传导阻滞"},
    {"AV_BLOCK_2_MOBITZ2", kConduction, kUrgent, "Second-degree AV block, Mobitz II", "二度II型房室传导阻滞"},
    {"AV_BLOCK_2_TO_1", kConduction, kUrgent, "AV block, 2:1", "2:1房室传导阻滞"},
    {"AV_BLOCK_3", kConduction, kCritical, "Third-degree AV block", "三度房室传导阻滞"},
    {"RBBB", kConduction, kAbnormal, "Complete right bundle branch block", "完全性右束支传导阻滞"},
    {"RBBB_INCOMPLETE", kConduction, kNote, "Incomplete right bundle branch block", "不完全性右束支传导阻滞"},
    {"LBBB", kConduction, kAbnormal, "Complete left bundle branch block", "完全性左束支传导阻滞"},
    {"LBBB_INCOMPLETE", kConduction, kNote, "Incomplete left bundle branch block", "不完全性左束支传导阻滞"},
    {"QRS_BORDERLINE", kConduction, kNote, "QRS slightly wide (110-119 ms)", "QRS时限轻度延长（110-119 ms）"},
    {"IVCD", kConduction, kAbnormal, "Intraventricular conduction delay", "室内传导阻滞"},
    {"LAFB", kConduction, kAbnormal, "Left anterior fascicular block", "左前分支传导阻滞"},
    {"LPFB", kConduction, kAbnormal, "Left posterior fascicular block", "左后分支传导阻滞"},
    {"WPW", kConduction, kAbnormal, "Ventricular pre-excitation (WPW pattern)", "心室预激（WPW型）"},
    {"SHORT_PR", kConduction, kNote, "Short PR interval", "PR间期缩短"},
    // Axis
    {"AXIS_LEFT", kAxis, kNote, "Left axis deviation", "电轴左偏"},
    {"AXIS_RIGHT", kAxis, kNote, "Right axis deviation", "电轴右偏"},
    {"AXIS_EXTREME", kAxis, kNote, "Extreme axis deviation", "电轴极度偏移"},
    {"AXIS_INDETERMINATE", kAxis, kNote, "Indeterminate axis", "电轴不能确定"},
    // Hypertrophy
    {"LVH", kHypertrophy, kAbnormal, "Left ventricular hypertrophy by voltage", "左心室高电压/肥大"},
    {"LVH_STRAIN", kHypertrophy, kAbnormal, "Left ventricular hypertrophy with strain", "左心室肥大伴劳损"},
    {"RVH", kHypertrophy, kAbnormal, "Right ventricular hypertrophy", "右心室肥大"},
    {"LEFT_ATRIAL_ENLARGEMENT", kHypertrophy, kNote, "Left atrial enlargement", "左心房增大"},
    {"RIGHT_ATRIAL_ENLARGEMENT", kHypertrophy, kNote, "Right atrial enlargement", "右心房增大"},
    {"LOW_VOLTAGE", kHypertrophy, kNote, "Low voltage", "低电压"},
    // Repolarisation
    {"QT_LONG", kRepolarisation, kAbnormal, "Prolonged QTc", "QTc间期延长"},
    {"QT_VERY_LONG", kRepolarisation, kUrgent, "QTc of 500 ms or more", "QTc间期显著延长（≥500 ms）"},
    {"QT_SHORT", kRepolarisation, kNote, "Short QTc", "QTc间期缩短"},
    // For readers to choose; no rule here says it.
    {"T_WAVE_CHANGE", kRepolarisation, kAbnormal, "Non-specific ST-T changes", "非特异性ST-T改变"},
    // Infarction and ischaemia
    {"STEMI_ANTERIOR", kInfarction, kCritical, "Anterior ST-elevation infarction", "前壁ST段抬高型心肌梗死"},
    {"STEMI_INFERIOR", kInfarction, kCritical, "Inferior ST-elevation infarction", "下壁ST段抬高型心肌梗死"},
    {"STEMI_LATERAL", kInfarction, kCritical, "Lateral ST-elevation infarction", "侧壁ST段抬高型心肌梗死"},
    {"STEMI_POSTERIOR", kInfarction, kCritical, "Posterior infarction (ST elevation V7-V9)",
     "正后壁心肌梗死（V7-V9 ST段抬高）"},
    {"STEMI_RIGHT", kInfarction, kCritical, "Right ventricular infarction (ST elevation V3R/V4R)",
     "右心室梗死（V3R/V4R ST段抬高）"},
    {"OCCLUSION_SCORE", kInfarction, kCritical, "Acute coronary occlusion suspected by score",
     "评分提示疑似急性冠脉闭塞"},
    {"POSTERIOR_MI_SUSPECTED", kInfarction, kCritical, "Posterior infarction suspected", "疑似正后壁心肌梗死"},
    {"SGARBOSSA_POSITIVE", kInfarction, kCritical, "Occlusion in LBBB or paced rhythm (modified Sgarbossa)",
     "左束支阻滞或起搏心律下急性闭塞（改良Sgarbossa标准）"},
    {"DE_WINTER", kInfarction, kCritical, "de Winter pattern: LAD occlusion", "de Winter综合征：前降支闭塞"},
    {"HYPERACUTE_T", kInfarction, kUrgent, "Hyperacute T waves", "超急性期T波"},
    {"LAD_SUBTLE", kInfarction, kUrgent, "Subtle anterior occlusion rather than early repolarisation",
     "不典型前降支闭塞可能大于早期复极"},
    {"AVR_ELEVATION", kInfarction, kUrgent, "aVR elevation with diffuse ST depression: left main or multivessel",
     "aVR抬高伴广泛ST段压低：左主干或多支病变"},
    {"WELLENS", kInfarction, kUrgent, "Wellens pattern: critical LAD stenosis", "Wellens综合征：前降支严重狭窄"},
    {"ISCHAEMIA_ST_DEPRESSION", kInfarction, kUrgent, "ST depression: ischaemia", "ST段压低，提示心肌缺血"},
    {"ISCHAEMIA_T_INVERSION", kInfarction, kAbnormal, "T inversion: possible ischaemia", "T波倒置，提示可能心肌缺血"},
    {"OLD_MI_ANTERIOR", kInfarction, kAbnormal, "Anterior infarction, age undetermined", "前壁心肌梗死（时期不定）"},
    {"OLD_MI_INFERIOR", kInfarction, kAbnormal, "Inferior infarction, age undetermined", "下壁心肌梗死（时期不定）"},
    {"OLD_MI_LATERAL", kInfarction, kAbnormal, "Lateral infarction, age undetermined", "侧壁心肌梗死（时期不定）"},
    // Mimics
    {"PERICARDITIS", kMimic, kUrgent, "Pericarditis pattern", "心包炎样改变"},
    {"EARLY_REPOLARISATION", kMimic, kNote, "Early repolarisation", "早期复极"},
    {"BRUGADA", kMimic, kUrgent, "Brugada type 1 pattern", "Brugada 1型图形"},
    {"HYPERKALAEMIA", kMimic, kUrgent, "Hyperkalaemia suspected", "疑似高钾血症"},
    {"ANEURYSM", kMimic, kAbnormal, "Persistent ST elevation over old infarction (aneurysm)",
     "陈旧梗死伴持续ST段抬高（室壁瘤）"},
    // Quality
    {"ELECTRODES_SUSPECT", kQuality, kAbnormal, "Electrodes may be exchanged: check and repeat",
     "电极可能接错，请检查并重做"},
    {"LEADS_MISSING", kQuality, kNote, "Leads missing or unusable", "导联缺失或不可用"},
    {"NOISY", kQuality, kNote, "Noisy tracing: repeat if the question allows", "干扰明显，条件允许时重做"},
    {"STRIP_SHORT", kQuality, kNote, "Too short to judge the rhythm: record 10 s",
     "记录过短，不足以判定心律：请记录10秒"},
    {"NOT_MEASURABLE", kQuality, kAbnormal, "Nothing measurable: repeat", "无法测量，请重做"},
});

}  // namespace

std::span<const CatalogueEntry> catalogue() { return kCatalogue; }

const CatalogueEntry* catalogue_entry(std::string_view code) {
  const auto found = std::find_if(kCatalogue.begin(), kCatalogue.end(), [&](const auto& e) { return e.code == code; });
  return found == kCatalogue.end() ? nullptr : &*found;
}

}  // namespace rdc::ecg
