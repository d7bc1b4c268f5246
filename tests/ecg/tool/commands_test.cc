// What each command says of good input, as text in two languages and as JSON.
#include <gmock/gmock.h>

#include "tests/ecg/tool/ecg_tool.h"

namespace rdc::ecg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(EcgTool, SimulateIsDeterministicBySeed) {
  for (const char* suffix : {"csv", "scp", "dcm", "xml"}) {
    const std::string s = suffix;
    ok("ecg simulate a." + s + " --seed 5 --truth a.json && ecg simulate b." + s +
       " --seed 5 --truth b.json && ecg simulate c." + s + " --seed 6");
    EXPECT_EQ(content("a." + s), content("b." + s)) << s;
    EXPECT_NE(content("a." + s), content("c." + s)) << s;
    EXPECT_EQ(content("a.json"), content("b.json"));
  }
  expect_json("cat a.json");
}

TEST_F(EcgTool, JsonIsJsonWhateverTheFileSays) {
  ok("ecg simulate a.scp --rhythm pvc && ecg simulate b.dcm --wall inferior");
  for (const char* command :
       {"ecg info a.scp --json --patient", "ecg measure a.scp --json --beats", "ecg interpret b.dcm --json",
        "ecg interpret b.dcm --json --lang zh", "ecg compare a.scp b.dcm --json"}) {
    expect_json(command);
  }
  // Quotes, control characters and bytes of no encoding, from a device that was careless.
  write("odd.csv",
        "# rate_hz: 500\n# unit: uV\n# patient_name: \"\\\t\xFF\xC0\xAF \xE7\x8E\x8B\n# statement: "
        "\x80\"\nI,II\n1,2\n3,4\n");
  expect_json("ecg info odd.csv --json --patient");
}

TEST_F(EcgTool, InfoNamesTheRecordingAndThePatientOnlyWhenAsked) {
  write("in.csv",
        "# rate_hz: 250\n# unit: uV\n# patient_id: 4711\n# patient_name: Wang^Xiaoming\n# age: 63\n# sex: female\n"
        "# acquired_at: 20261124090807\nI,II\n1,2\n-3,4\n");
  const std::string text = ok("ecg info in.csv");
  for (const char* word : {"CSV", "2026-11-24 09:08:07", "63", "female", "250 Hz", "aVF", "derived", "-3.0"}) {
    EXPECT_THAT(text, HasSubstr(word));
  }
  EXPECT_THAT(text, Not(HasSubstr("Xiaoming")));
  EXPECT_THAT(ok("ecg info in.csv --patient"), HasSubstr("Xiaoming"));
  EXPECT_THAT(ok("ecg info in.csv --lang zh"), HasSubstr("采样点"));
}

TEST_F(EcgTool, MeasureFindsWhatWasSimulated) {
  ok("ecg simulate a.scp --rate 66 --pr 180 --noise 2");
  EXPECT_THAT(ok("ecg measure a.scp"), HasSubstr("Heart rate: 66 1/min"));
  EXPECT_THAT(ok("ecg measure a.scp --lang zh"), HasSubstr("心率: 66 1/min"));
  EXPECT_THAT(ok("ecg measure - --beats < a.scp"), HasSubstr("NORMAL"));
  const Said rate =
      sh("ecg measure a.scp --json | python3 -c 'import json,sys; g=json.load(sys.stdin)[\"global\"]; "
         "assert abs(g[\"heart_rate_bpm\"]-66)<1.5 and abs(g[\"pr_ms\"]-180)<26, g'");
  EXPECT_EQ(rate.status, 0) << rate.error;
}

TEST_F(EcgTool, MeasureFindsWidthAndStThatWereAskedFor) {
  ok("ecg simulate plain.csv --qrs 150 --noise 0 --truth plain.json && "
     "ecg simulate st.csv --qrs 150 --noise 0 --st V2=300 --truth st.json");
  const Said said =
      sh("ecg measure st.csv --json > m.json && python3 -c 'import json; m=json.load(open(\"m.json\")); "
         "j=lambda n: [l[\"j60_uv\"] for l in json.load(open(n))[\"leads\"] if l[\"lead\"]==\"V2\"][0]; "
         "assert abs(m[\"global\"][\"qrs_ms\"]-150)<16, m[\"global\"]; "
         "assert abs(j(\"st.json\")-j(\"plain.json\")-300)<1, (j(\"st.json\"), j(\"plain.json\"))'");
  EXPECT_EQ(said.status, 0) << said.error;
}

TEST_F(EcgTool, InterpretSaysItInTwoLanguagesWithItsAssumptions) {
  ok("ecg simulate a.dcm --wall inferior --hours 2 --seed 3");
  const std::string english = ok("ecg interpret a.dcm"), chinese = ok("ecg interpret a.dcm --lang zh");
  for (const char* word : {"[CRITICAL] Inferior ST-elevation infarction", "rule stemi.inferior", "Assumed: age unknown",
                           "V3R V4R", "Mimics considered"}) {
    EXPECT_THAT(english, HasSubstr(word));
  }
  for (const char* word : {"下壁ST段抬高型心肌梗死", "危急值", "请加做", "假设"}) EXPECT_THAT(chinese, HasSubstr(word));
  EXPECT_THAT(ok("ecg interpret a.dcm --age 60 --sex male"), Not(HasSubstr("Assumed")));
  EXPECT_THAT(ok("ecg interpret - --brief < a.dcm"), Not(HasSubstr("rule ")));
}

// What is wrong with a file is told to whoever measures it, too, and does not spoil the output.
TEST_F(EcgTool, AnUnseenPIsSaidBesideWhatItMayStandOn) {
  ok("ecg simulate fast.scp --rate 150 --pr 340 && ecg simulate usual.scp --rate 72");
  EXPECT_THAT(ok("ecg measure fast.scp --json"), HasSubstr("\"p_unseen\":true"));
  EXPECT_THAT(ok("ecg measure fast.scp"), HasSubstr("axis, amplitudes and ST are uncertain"));
  EXPECT_THAT(ok("ecg measure fast.scp --lang zh"), HasSubstr("ST值不确定"));
  EXPECT_THAT(ok("ecg interpret fast.scp"), HasSubstr("P is not seen apart"));
  EXPECT_THAT(ok("ecg measure usual.scp --json"), HasSubstr("\"p_unseen\":false"));
  EXPECT_THAT(ok("ecg measure usual.scp"), Not(HasSubstr("uncertain")));
}

TEST_F(EcgTool, WarningsOfAReadableFileReachEveryCommand) {
  ok("ecg simulate good.scp && head -c 30000 good.scp > cut.scp");
  for (const char* command : {"ecg measure cut.scp", "ecg interpret cut.scp", "ecg compare good.scp cut.scp",
                              "ecg compare cut.scp good.scp"}) {
    const Said said = sh(command);
    EXPECT_EQ(said.status, 0) << command << said.error;
    EXPECT_THAT(said.error, HasSubstr("cut.scp: warning LENGTH_MISMATCH: ")) << command;
    EXPECT_THAT(said.output, Not(HasSubstr("LENGTH_MISMATCH"))) << command;
    EXPECT_EQ(sh(std::string(command) + " --json | grep -c FEWER_SAMPLES").output,
              std::string(command).find("compare") == std::string::npos ? "1\n" : "0\n");
  }
  EXPECT_THAT(sh("ecg interpret cut.scp --lang zh").error, HasSubstr("警告 LENGTH_MISMATCH: 长度与声明不符"));
  EXPECT_EQ(sh("ecg measure good.scp && ecg interpret good.scp").error, "");
}

TEST_F(EcgTool, ADicomFileThatWasCutGivesWhatItHolds) {
  ok("ecg simulate good.dcm && head -c 60000 good.dcm > cut.dcm");
  const Said said = sh("ecg measure cut.dcm");
  EXPECT_EQ(said.status, 0) << said.error;
  EXPECT_THAT(said.error, HasSubstr("cut.dcm: warning FEWER_SAMPLES: multiplex group 1: 5000 samples are declared"));
}

TEST_F(EcgTool, ANamedPipeIsReadLikeAFile) {
  ok("ecg simulate a.scp && gzip -k a.scp");
  EXPECT_EQ(ok("ecg info <(zcat a.scp.gz)"), ok("ecg info a.scp"));
  EXPECT_EQ(ok("ecg measure <(zcat a.scp.gz)"), ok("ecg measure a.scp"));
  EXPECT_EQ(ok("ecg compare <(zcat a.scp.gz) a.scp"), "no change\n");
  EXPECT_EQ(ok("cat a.scp | ecg info /dev/stdin"), ok("ecg info a.scp"));
}

TEST_F(EcgTool, SimulateExchangesElectrodesAndDamagesLeads) {
  ok("ecg simulate good.dcm --seed 3 && ecg simulate bad.dcm --seed 3 --electrodes arms --damage V3=off --damage "
     "V5=flat --truth t.json");
  const std::string said = ok("ecg interpret bad.dcm --brief");
  EXPECT_THAT(said, HasSubstr("arm electrodes exchanged"));
  EXPECT_THAT(said, HasSubstr("V3 V5"));
  EXPECT_THAT(ok("ecg interpret good.dcm --brief"), Not(HasSubstr("exchanged")));
  EXPECT_THAT(content("t.json"), HasSubstr("\"electrodes\":\"ARMS_REVERSED\""));
  EXPECT_THAT(content("t.json"), HasSubstr("{\"lead\":\"V3\",\"fault\":\"OFF\"}"));
  ok("ecg simulate hum.dcm --seed 3 --mains 150 --mains-hz 60 --wander 0 --noise 0");
  EXPECT_EQ(sh("ecg measure hum.dcm --json | grep -c MAINS").output, "1\n");
}

// Every value of the truth that a reader could want to compare with, of every kind of beat.
TEST_F(EcgTool, TheTruthIsComplete) {
  ok("ecg simulate a.csv --rhythm wenckebach --truth t.json && ecg simulate b.csv --rhythm pvc --truth u.json");
  const Said checked =
      sh("python3 -c 'import json; t=json.load(open(\"t.json\")); u=json.load(open(\"u.json\")); "
         "assert t[\"p_not_conducted_s\"] and not u[\"p_not_conducted_s\"]; "
         "assert {b[\"kind\"] for b in u[\"beats\"]} == {\"conducted\",\"premature ventricular\"}; "
         "b=t[\"beats\"][0]; keys=[\"p_onset_s\",\"p_offset_s\",\"qrs_onset_s\",\"r_s\",\"qrs_offset_s\",\"t_peak_s\","
         "\"t_offset_s\"]; v=[b[k] for k in keys]; assert v==sorted(v), v; "
         "assert all(\"p_onset_s\" not in b for b in u[\"beats\"] if not b[\"has_p\"]); "
         "l=t[\"leads\"]; assert len(l)==12 and {\"qrs_highest_uv\",\"qrs_lowest_uv\",\"j_uv\"} <= set(l[0])'");
  EXPECT_EQ(checked.status, 0) << checked.error;
}

TEST_F(EcgTool, CompareTellsNewFromGone) {
  ok("ecg simulate before.scp --seed 3 && ecg simulate after.dcm --seed 3 --wall inferior --hours 2");
  EXPECT_THAT(ok("ecg compare before.scp after.dcm"), HasSubstr("new: Inferior ST-elevation infarction"));
  EXPECT_THAT(ok("ecg compare - before.scp --lang zh < after.dcm"), HasSubstr("已消失: 下壁ST段抬高型心肌梗死"));
  EXPECT_EQ(ok("ecg convert before.scp same.xml && ecg compare before.scp same.xml"), "no change\n");
}

// Age and sex of the patient, whom two CSV files do not name.
TEST_F(EcgTool, WhatWasNotRecordedIsNoChangeAndNoFinding) {
  ok("ecg simulate twelve.csv --seed 3");
  ok("grep -v '^#' twelve.csv | cut -d, -f2 > column && "
     "{ printf '# rate_hz: 500\\n# unit: uV\\n'; cat column; } > two.csv");
  ok("{ printf '# rate_hz: 500\\n# unit: uV\\nfoot\\n'; tail -n +2 column; } > unnamed.csv");
  EXPECT_THAT(ok("ecg interpret two.csv"), HasSubstr("not judged as a whole"));
  EXPECT_THAT(ok("ecg interpret two.csv"), Not(HasSubstr("no sign of acute occlusion")));
  EXPECT_THAT(ok("ecg compare twelve.csv two.csv"), Not(HasSubstr("no change\n")));
  EXPECT_THAT(ok("ecg measure unnamed.csv"), HasSubstr("\nfoot "));
  EXPECT_THAT(ok("ecg measure unnamed.csv --json"), HasSubstr("\"label\":\"foot\""));
  EXPECT_THAT(ok("ecg info unnamed.csv"), HasSubstr("Device: not stated"));
}

TEST_F(EcgTool, ALongTracingThatCannotBeMeasuredPrintsNoJson) {
  // 700 s at 60 Hz.
  ok("{ printf 's 1 60 42000\\ns.dat 16 200/mV 16 0 0 0 0 II\\n' > s.hea; head -c 84000 /dev/zero > s.dat; }");
  const Said said = sh("ecg measure s.hea --json --beats");
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.error, HasSubstr("BAD_RATE"));
  EXPECT_EQ(said.output, "");
  expect_json("ecg simulate l.hea --seconds 610 --sampling 100 && ecg measure l.hea --json --beats");
}

TEST_F(EcgTool, CompareTakesAgeAndSex) {
  ok("ecg simulate a.csv --seed 3 && ecg simulate b.csv --seed 3 --st V2=180");
  EXPECT_THAT(ok("ecg compare a.csv b.csv --sex male --age 60"), Not(HasSubstr("Anterior ST-elevation")));
  EXPECT_THAT(ok("ecg compare a.csv b.csv --sex female --age 60 --lang zh"), HasSubstr("前壁ST段抬高"));
}

TEST_F(EcgTool, ChineseTextHasChineseSeverities) {
  const std::string text = ok("ecg simulate a.csv --wall inferior && ecg interpret a.csv --lang zh --brief");
  EXPECT_THAT(text, HasSubstr("[危急] "));
  EXPECT_THAT(text, Not(HasSubstr("CRITICAL")));
}

// A rhythm that is asked for without a rate comes at one it is met with.
TEST_F(EcgTool, SimulatedRhythmsHaveTheirOwnRates) {
  for (const auto& [rhythm, said] : {std::pair{"vt", "Ventricular tachycardia"},
                                     {"svt", "Supraventricular tachycardia"},
                                     {"junctional", "Junctional rhythm"},
                                     {"2:1", "AV block, 2:1"}}) {
    const std::string text =
        ok(std::string("ecg simulate - --to csv --rhythm ") + rhythm + " | ecg interpret - --brief");
    EXPECT_THAT(text, HasSubstr(said));
  }
}

TEST_F(EcgTool, SimulatesAnyExchangeOfChestElectrodes) {
  ok("ecg simulate a.csv --electrodes v2-v5 --truth t.json");
  EXPECT_THAT(content("t.json"), HasSubstr("\"exchanged\":[[\"V2\",\"V5\"]]"));
  EXPECT_THAT(ok("ecg interpret a.csv --brief"), HasSubstr("chest electrodes out of order (V2 V5)"));
  ok("ecg simulate a.csv --electrodes chest-reversed");
  EXPECT_THAT(ok("ecg interpret a.csv --brief"), HasSubstr("chest electrodes out of order"));
  for (const char* word : {"v5-v2", "v2-v2", "v0-v3", "v3-v7", "v2-v33"}) {
    EXPECT_EQ(sh(std::string("ecg simulate a.csv --electrodes ") + word).status, 2) << word;
  }
}

// docs/ecg-json.md promises these: keys are added, never taken away.
TEST_F(EcgTool, JsonKeepsItsPromisedKeys) {
  ok("ecg simulate a.dcm --wall inferior --truth t.json && ecg simulate b.csv --electrodes arms");
  ok("ecg info a.dcm --json > info; ecg measure b.csv --json > measure; ecg interpret a.dcm --json > interpret; "
     "ecg compare b.csv a.dcm --json > compare");
  const Said checked =
      sh("python3 - <<'END'\n"
         "import json\n"
         "def keys(name): return json.load(open(name))\n"
         "def has(o, words):\n"
         "  assert set(words.split()) <= set(o), (set(words.split()) - set(o))\n"
         "has(keys('info'), 'format manufacturer model rhythm marks warnings')\n"
         "m = keys('measure')\n"
         "has(m, 'global rhythm quality missing_leads placement beats medians warnings')\n"
         "has(m['placement'][0], 'fault confidence leads')\n"
         "has(m['medians'][0]['leads'][0], 'lead usable derived p_uv q_uv r_uv s_uv j_uv j60_uv t_uv')\n"
         "i = keys('interpret')\n"
         "has(i, 'version statements considered mimics leads_to_record assumptions score critical warnings')\n"
         "has(i['statements'][0], 'code category severity confidence text evidence')\n"
         "has(i['statements'][0]['evidence'], 'leads facts rule version source')\n"
         "has(i['statements'][0]['evidence']['facts'][0], 'name label value unit relation threshold')\n"
         "has(i['considered'][0], 'rule name met why_not facts source')\n"
         "has(i['score'], 'tier tier_reasons computed base points probability items')\n"
         "has(i['critical'][0], 'code text fact table source')\n"
         "c = keys('compare')\n"
         "has(c, 'new_st_elevation statements values not_compared')\n"
         "has(c['values'][0], 'name before after delta unit')\n"
         "t = json.load(open('t.json'))\n"
         "has(t, 'seed qrs_axis_deg exchanged damage beats p_not_conducted_s leads')\n"
         "END");
  EXPECT_EQ(checked.status, 0) << checked.error;
}

// Beats at whole seconds in the annotation format of PhysioNet: code << 10 | interval, ended by zero.
std::string annotations(std::initializer_list<std::pair<int, int>> codes_and_intervals) {
  std::string bytes;
  const auto put = [&](unsigned word) { (bytes += static_cast<char>(word & 255)) += static_cast<char>(word >> 8); };
  for (const auto& [code, interval] : codes_and_intervals) put(static_cast<unsigned>(code << 10 | interval));
  put(0);
  return bytes;
}

TEST_F(EcgTool, EvaluateScoresBeatsWavesAndStatements) {
  ok("mkdir set && ecg simulate set/a.hea --seed 2 --seconds 20 --sampling 250 --truth truth.json && "
     "python3 -c 'import json; b=json.load(open(\"truth.json\"))[\"beats\"]; t=[round(x[\"r_s\"]*250) for x in b]; "
     "w=b\"\".join(((1<<10)|(y-x)).to_bytes(2,\"little\") for x,y in zip([0]+t,t)); "
     "open(\"set/a.atr\",\"wb\").write(w+bytes(2)); "
     "s=sorted([(round(x[k]*250),c,n) for x in b for k,c,n in "
     "((\"p_onset_s\",39,0),(\"qrs_onset_s\",39,1),(\"qrs_offset_s\",40,1))]); "
     "open(\"n\",\"w\").write(str(len(b)))'");
  const std::string text = ok("ecg evaluate set");
  EXPECT_THAT(text, HasSubstr("QRS sensitivity"));
  EXPECT_THAT(text, HasSubstr("100.00 %"));
  EXPECT_THAT(text, HasSubstr(content("n") + "/" + content("n")));
  expect_json("ecg evaluate set --json");
  const Said figures =
      sh("ecg evaluate set --json | python3 -c 'import json,sys; f=json.load(sys.stdin); "
         "assert {\"metric\",\"value\",\"unit\",\"aim\",\"holds\"} <= set(f[0]), f'");
  EXPECT_EQ(figures.status, 0) << figures.error;
}

TEST_F(EcgTool, EvaluateScoresStatementsByTheRecordsComments) {
  ok("mkdir set && ecg simulate set/af.hea --rhythm af --seed 2 && ecg simulate set/n.hea --seed 3 && "
     "echo '# Dx: 164889003' >> set/af.hea && echo '# Dx: 426783006' >> set/n.hea");
  EXPECT_THAT(ok("ecg evaluate set"), HasSubstr("AF: sensitivity"));
}

TEST_F(EcgTool, EvaluateSaysWhenThereIsNothingToCompareWith) {
  ok("mkdir bare && ecg simulate bare/a.hea");
  const Said nothing = sh("ecg evaluate bare");
  EXPECT_EQ(nothing.status, 1);
  EXPECT_THAT(nothing.error, HasSubstr("NO_REFERENCE"));
}

TEST_F(EcgTool, EvaluateRefusesWhatItCannotScore) {
  ok("mkdir empty damaged && ecg simulate damaged/a.hea");
  const Said nothing = sh("ecg evaluate empty");
  EXPECT_EQ(nothing.status, 1);
  EXPECT_THAT(nothing.error, HasSubstr("no WFDB record"));
  EXPECT_EQ(sh("ecg evaluate missing").status, 2);
  // A beat before the start: the annotations are damaged, the record is counted as not read.
  write("damaged/a.atr", std::string("\x00\xEC\xFF\xFF\x00\x00", 6) + annotations({{1, 5}}));
  EXPECT_THAT(sh("ecg evaluate damaged").error, HasSubstr("1 unread"));
}

}  // namespace
}  // namespace rdc::ecg::testing
