<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>rdc::station::AccessibleNames</name>
    <message>
        <source>More tools</source>
        <translation>更多工具</translation>
    </message>
</context>
<context>
    <name>rdc::station::AlarmWindow</name>
    <message>
        <source>opened %1</source>
        <translation>建立于 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n more alarm(s): Up and Down choose</source>
        <translation>
            <numerusform>另有 %n 个报警：用上下键选择</numerusform>
        </translation>
    </message>
    <message>
        <source>⚠ This computer has no audio device: nobody hears this alarm. Watch the screen, and have it repaired.</source>
        <translation>⚠ 本机没有音频设备：无人能听到报警。请盯住屏幕，并尽快报修。</translation>
    </message>
    <message>
        <source>I have it — open the ECG (Enter)</source>
        <translation>我来处理 — 打开心电图（回车）</translation>
    </message>
    <message>
        <source>ALARM — %1</source>
        <translation>报警 — %1</translation>
    </message>
</context>
<context>
    <name>rdc::station::AlertDesk</name>
    <message>
        <source>assumed: when the case was opened</source>
        <translation>推定：按病例建立时间</translation>
    </message>
</context>
<context>
    <name>rdc::station::ArchivePage</name>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Nothing in the archive fits these conditions.</source>
        <translation>档案中没有符合条件的检查。</translation>
    </message>
    <message numerus="yes">
        <source>%n studies</source>
        <translation>
            <numerusform>共 %n 项检查</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n studies; there are more</source>
        <translation>
            <numerusform>最近 %n 项检查，还有更多</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the patient ID, the accession number, or the beginning of the name. Each study shown is recorded.</source>
        <translation>请输入病历号、检查号，或姓名开头。列出的每一项检查都会记入审计。</translation>
    </message>
    <message>
        <source>← Worklist</source>
        <translation>← 工作列表</translation>
    </message>
    <message>
        <source>Back to the worklist (Esc)</source>
        <translation>返回工作列表（Esc）</translation>
    </message>
    <message>
        <source>Name, from its beginning</source>
        <translation>姓名（从开头输入）</translation>
    </message>
    <message>
        <source>Patient ID, whole</source>
        <translation>病历号（完整）</translation>
    </message>
    <message>
        <source>Accession number, whole</source>
        <translation>检查号（完整）</translation>
    </message>
    <message>
        <source>All modalities</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>Study date</source>
        <translation>检查日期</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>View study</source>
        <translation>浏览检查</translation>
    </message>
    <message>
        <source>Open the study and its reports to be read, without reserving it (Enter)</source>
        <translation>打开检查及其报告，只读，不领取（回车）</translation>
    </message>
    <message>
        <source>Studies that were found</source>
        <translation>查到的检查</translation>
    </message>
</context>
<context>
    <name>rdc::station::AssignDialog</name>
    <message>
        <source>%1 (me)</source>
        <translation>%1（我）</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>指派</translation>
    </message>
    <message>
        <source>Assigned to %1 by %2</source>
        <translation>由 %2 指派给 %1</translation>
    </message>
    <message>
        <source>Choose a reader</source>
        <translation>选择医师</translation>
    </message>
    <message>
        <source>A note for them (optional)</source>
        <translation>附言（可不填）</translation>
    </message>
    <message>
        <source>Lift the assignment</source>
        <translation>取消指派</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>rdc::station::BatchPage</name>
    <message numerus="yes">
        <source>Sign %n report(s)</source>
        <translation>
            <numerusform>签发 %n 份报告</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Asking the centre which ECGs may be signed together…</source>
        <translation>正在向中心查询可批量签发的心电图…</translation>
    </message>
    <message>
        <source>No unread ECG may be signed so: each needs an ordinary reading.</source>
        <translation>没有可批量签发的未读心电图：请逐份判读。</translation>
    </message>
    <message>
        <source>Seen and to be signed: %1   ·   signed: %2   ·   left for an ordinary reading: %3   ·   not signed: %4</source>
        <translation>已阅待签：%1   ·   已签：%2   ·   留待逐份判读：%3   ·   未签成：%4</translation>
    </message>
    <message>
        <source>The PIN is wrong, or there is no signing key yet. Nothing more was signed.</source>
        <translation>签名密码错误，或尚无签名密钥。其余未签发。</translation>
    </message>
    <message>
        <source>Normal ECGs: each is shown, then they are signed together</source>
        <translation>正常心电图：逐份显示后一起签发</translation>
    </message>
    <message>
        <source>← Worklist</source>
        <translation>← 工作列表</translation>
    </message>
    <message>
        <source>Normal: sign it (Space)</source>
        <translation>正常，签发（空格）</translation>
    </message>
    <message>
        <source>Leave for an ordinary reading (S)</source>
        <translation>留待逐份判读（S）</translation>
    </message>
    <message>
        <source>Signing PIN</source>
        <translation>签名密码</translation>
    </message>
</context>
<context>
    <name>rdc::station::BoardWindow</name>
    <message>
        <source>Chest-pain board — %1</source>
        <translation>胸痛看板 — %1</translation>
    </message>
    <message>
        <source>held by %1</source>
        <translation>处理人：%1</translation>
    </message>
    <message>
        <source>nobody holds it</source>
        <translation>无人处理</translation>
    </message>
    <message>
        <source>since the case was opened</source>
        <translation>自病例建立</translation>
    </message>
    <message numerus="yes">
        <source>Chest pain: %n open</source>
        <translation>
            <numerusform>胸痛病例：%n 例未结</numerusform>
        </translation>
    </message>
    <message>
        <source>NOT CONNECTED: this board does not show what is happening now</source>
        <translation>连接已断：本看板显示的不是当前情况</translation>
    </message>
    <message>
        <source>No open case</source>
        <translation>没有未结病例</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 例</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseBar</name>
    <message>
        <source>This ECG belongs to no chest-pain case.</source>
        <translation>此心电图不属于任何胸痛病例。</translation>
    </message>
    <message>
        <source>held by %1</source>
        <translation>处理人：%1</translation>
    </message>
    <message>
        <source>DIDO %1 of %2</source>
        <translation>入门至转出 %1 / %2</translation>
    </message>
    <message numerus="yes">
        <source>%n not yet answered by the centre</source>
        <translation>
            <numerusform>%n 项操作尚待中心应答</numerusform>
        </translation>
    </message>
    <message>
        <source>STEMI confirmed: activate green channel</source>
        <translation>确认STEMI：启动绿色通道</translation>
    </message>
    <message>
        <source>Signs a preliminary report, decides lysis or transfer, tells the clinic (Ctrl+G)</source>
        <translation>签发初步报告，决定溶栓或转运，并通知基层（Ctrl+G）</translation>
    </message>
    <message>
        <source>Refute…</source>
        <translation>排除…</translation>
    </message>
    <message>
        <source>No infarction, with the reason (Ctrl+Shift+G)</source>
        <translation>不是心肌梗死，并说明理由（Ctrl+Shift+G）</translation>
    </message>
    <message>
        <source>Advise…</source>
        <translation>指导…</translation>
    </message>
    <message>
        <source>Words to the clinic, or leads to record; they sound there until read back</source>
        <translation>给基层的指导或需加做的导联；在基层持续提示，直到复述</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Open a chest-pain case…</source>
        <translation>建立胸痛病例…</translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseExport</name>
    <message>
        <source>Alarms</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>尚无。</translation>
    </message>
    <message>
        <source>(replaced)</source>
        <translation>（已被替换）</translation>
    </message>
    <message>
        <source>Done: %1   %2   %3</source>
        <translation>实际处置：%1   %2   %3</translation>
    </message>
    <message>
        <source>All points, with source, clock and who entered or changed them</source>
        <translation>全部时间点及其来源、时钟、录入或修改人</translation>
    </message>
    <message>
        <source>Chest-pain case</source>
        <translation>胸痛病例</translation>
    </message>
    <message>
        <source>Times against targets</source>
        <translation>时间与目标对照</translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseFlow</name>
    <message>
        <source>Advise the clinic</source>
        <translation>指导基层</translation>
    </message>
    <message>
        <source>It sounds there until it is read back</source>
        <translation>在基层持续提示，直到复述</translation>
    </message>
    <message>
        <source>Record %1 now and send them.</source>
        <translation>请立即加做 %1 并上传。</translation>
    </message>
    <message>
        <source>Open a chest-pain case</source>
        <translation>建立胸痛病例</translation>
    </message>
    <message>
        <source>What you see in this ECG</source>
        <translation>您在此心电图上看到的</translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseModel</name>
    <message>
        <source>late by %1</source>
        <translation>超时 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>已历时</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Held by</source>
        <translation>处理人</translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseWords</name>
    <message>
        <source>raised</source>
        <translation>已报警</translation>
    </message>
    <message>
        <source>sounding</source>
        <translation>正在鸣响</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>CONFIRMED</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>refuted</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已结</translation>
    </message>
    <message>
        <source>Suspected infarction</source>
        <translation>疑似心肌梗死</translation>
    </message>
    <message>
        <source>Critical value</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>Chest pain</source>
        <translation>胸痛</translation>
    </message>
    <message>
        <source>Emergency ECG without an answer</source>
        <translation>急诊心电图无人应答</translation>
    </message>
    <message>
        <source>Found at the site, ECG on its way</source>
        <translation>基层已发现，心电图传输中</translation>
    </message>
    <message>
        <source>Opened by a reader</source>
        <translation>由医师建立</translation>
    </message>
    <message>
        <source>Transfer straight to the catheter laboratory</source>
        <translation>直接转运至导管室（直接PCI）</translation>
    </message>
    <message>
        <source>Lyse now, then transfer</source>
        <translation>立即溶栓，然后转运</translation>
    </message>
    <message>
        <source>Lysis without transfer</source>
        <translation>溶栓，不转运</translation>
    </message>
    <message>
        <source>Transfer to the hospital</source>
        <translation>转运至医院</translation>
    </message>
    <message>
        <source>Stay: repeat the ECG, troponin</source>
        <translation>留观：复查心电图、肌钙蛋白</translation>
    </message>
    <message>
        <source>Treat where the patient is</source>
        <translation>就地处理</translation>
    </message>
    <message>
        <source>No acute illness</source>
        <translation>无急性疾病</translation>
    </message>
    <message>
        <source>Declined by patient or family</source>
        <translation>患者或家属拒绝</translation>
    </message>
    <message>
        <source>Died</source>
        <translation>死亡</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Unknown patient</source>
        <translation>未知患者</translation>
    </message>
    <message>
        <source>ALARM</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>SUSPECTED</source>
        <translation>疑似</translation>
    </message>
    <message>
        <source>watch</source>
        <translation>观察</translation>
    </message>
</context>
<context>
    <name>rdc::station::CasesPage</name>
    <message>
        <source>No case is chosen.</source>
        <translation>未选择病例。</translation>
    </message>
    <message>
        <source>%1 by %2: %3, %4</source>
        <translation>%1（%2）：%3，%4</translation>
    </message>
    <message>
        <source>read back by %1: “%2”</source>
        <translation>%1 已复述：“%2”</translation>
    </message>
    <message>
        <source>answer at the site, not yet read back</source>
        <translation>答复已到基层，尚未复述</translation>
    </message>
    <message>
        <source>answer on its way to the site</source>
        <translation>答复正在送往基层</translation>
    </message>
    <message>
        <source>Save the case: PDF, data (JSON) and table (CSV)</source>
        <translation>保存病例：PDF、数据（JSON）和表格（CSV）</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>← Worklist</source>
        <translation>← 工作列表</translation>
    </message>
    <message>
        <source>Chest pain and critical values</source>
        <translation>胸痛与危急值</translation>
    </message>
    <message>
        <source>Closed cases</source>
        <translation>已结病例</translation>
    </message>
    <message>
        <source>Wall board</source>
        <translation>大屏看板</translation>
    </message>
    <message>
        <source>Open ECG (Enter)</source>
        <translation>打开心电图（回车）</translation>
    </message>
    <message>
        <source>Confirm: green channel</source>
        <translation>确认：绿色通道</translation>
    </message>
    <message>
        <source>Refute…</source>
        <translation>排除…</translation>
    </message>
    <message>
        <source>Close the case…</source>
        <translation>结束病例…</translation>
    </message>
    <message>
        <source>Only after a decision, with what was done</source>
        <translation>须先作出决定，并填写实际处置</translation>
    </message>
    <message>
        <source>Add a time…</source>
        <translation>补录时间…</translation>
    </message>
    <message>
        <source>Change this time…</source>
        <translation>修改此时间…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>rdc::station::ChecksDialog</name>
    <message>
        <source>Before signing</source>
        <translation>签名前核对</translation>
    </message>
    <message>
        <source>Please look at this before you sign:</source>
        <translation>签名前请核对以下内容：</translation>
    </message>
    <message>
        <source>This has to be mended before the report can be signed:</source>
        <translation>须先修改以下内容，报告才能签名：</translation>
    </message>
    <message>
        <source>en</source>
        <extracomment>Not shown. The language of the checks&apos; own sentences: &quot;en&quot; or &quot;zh&quot;.</extracomment>
        <translation>zh</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>必须修改</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>请核对</translation>
    </message>
    <message>
        <source>Back to the report</source>
        <translation>返回报告</translation>
    </message>
    <message>
        <source>Sign all the same</source>
        <translation>确认无误，仍然签名</translation>
    </message>
</context>
<context>
    <name>rdc::station::CriticalFlow</name>
    <message>
        <source>Critical values: %1, %2 overdue</source>
        <translation>危急值：%1，超时 %2</translation>
    </message>
    <message>
        <source>Critical values: %1</source>
        <translation>危急值：%1</translation>
    </message>
    <message>
        <source>The register of critical values (Ctrl+Shift+E)</source>
        <translation>危急值登记本（Ctrl+Shift+E）</translation>
    </message>
</context>
<context>
    <name>rdc::station::DecisionDialog</name>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>STEMI confirmed: %1</source>
        <translation>确认STEMI：%1</translation>
    </message>
    <message>
        <source>Activate the green channel</source>
        <translation>启动绿色通道</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Refute</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>No infarction: %1</source>
        <translation>不是心肌梗死：%1</translation>
    </message>
    <message>
        <source>Why, and what it is</source>
        <translation>理由及实际诊断</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理意见</translation>
    </message>
    <message>
        <source>Close the case</source>
        <translation>结束病例</translation>
    </message>
    <message>
        <source>Close the case: %1</source>
        <translation>结束病例：%1</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>实际处置</translation>
    </message>
    <message>
        <source>Diagnosis to wire expected in %1 min (%2 min of travel): %3</source>
        <translation>预计诊断至导丝通过 %1 分钟（路程 %2 分钟）：%3</translation>
    </message>
    <message>
        <source>The travel time from this site is not configured: type how long diagnosis to wire will take. More than %1 min: lyse, then transfer.</source>
        <translation>未配置该机构的转运时间：请填写预计诊断至导丝通过的时间。超过 %1 分钟：先溶栓，再转运。</translation>
    </message>
    <message>
        <source>Diagnosis to wire</source>
        <translation>诊断至导丝通过</translation>
    </message>
    <message>
        <source>Words to the clinic</source>
        <translation>给基层的话</translation>
    </message>
    <message>
        <source>Door in, at the site</source>
        <translation>患者到达该机构</translation>
    </message>
    <message>
        <source>Signing PIN</source>
        <translation>签名密码</translation>
    </message>
    <message>
        <source>Go on without a signed report</source>
        <translation>不签报告，直接记录决定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Next: sign the report</source>
        <translation>下一步：签发报告</translation>
    </message>
</context>
<context>
    <name>rdc::station::EcgPage</name>
    <message>
        <source>baseline filter</source>
        <translation>基线滤波</translation>
    </message>
    <message>
        <source>mains filter</source>
        <translation>工频滤波</translation>
    </message>
    <message>
        <source>muscle filter %1 Hz</source>
        <translation>肌电滤波 %1 Hz</translation>
    </message>
    <message>
        <source>Not analysed (%1): read it yourself</source>
        <translation>未能分析（%1）：请人工判读</translation>
    </message>
    <message>
        <source>analysed here, rules %1</source>
        <translation>本机分析，规则 %1</translation>
    </message>
    <message>
        <source>analysed by the centre, rules %1</source>
        <translation>中心分析，规则 %1</translation>
    </message>
    <message>
        <source>Drag to measure time and voltage; drag a line to move it. C: caliper by keyboard, M: march it out</source>
        <translation>拖动测量时间和电压；拖动线条可移动。C：键盘卡尺，M：等距延展</translation>
    </message>
</context>
<context>
    <name>rdc::station::EcgPanel</name>
    <message>
        <source>Edit the statement</source>
        <translation>修改结论</translation>
    </message>
    <message>
        <source>Your wording</source>
        <translation>您的措辞</translation>
    </message>
    <message>
        <source>Reject the statement</source>
        <translation>否定结论</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>A statement of your own</source>
        <translation>添加结论</translation>
    </message>
    <message>
        <source>Choose from the list, or write</source>
        <translation>从列表选择，或自行书写</translation>
    </message>
    <message>
        <source>Accept (A)</source>
        <translation>接受 (A)</translation>
    </message>
    <message>
        <source>Edit (E)</source>
        <translation>修改 (E)</translation>
    </message>
    <message>
        <source>Reject (R)</source>
        <translation>否定 (R)</translation>
    </message>
    <message>
        <source>Shift+R: with a reason</source>
        <translation>Shift+R：附理由</translation>
    </message>
    <message>
        <source>Undo (U)</source>
        <translation>撤销 (U)</translation>
    </message>
    <message>
        <source>Add (N)</source>
        <translation>添加 (N)</translation>
    </message>
    <message>
        <source>Into the report</source>
        <translation>写入报告</translation>
    </message>
    <message>
        <source>Writes the accepted statements and the measurements into the report (Ctrl+I)</source>
        <translation>将已接受的结论和测量值写入报告（Ctrl+I）</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>ST by lead</source>
        <translation>各导联ST</translation>
    </message>
    <message>
        <source>What the machine and the reader say of the tracing</source>
        <translation>机器与医师的心电图结论</translation>
    </message>
    <message>
        <source>Why it is said: values, thresholds, rule and source</source>
        <translation>结论依据：数值、阈值、规则和来源</translation>
    </message>
</context>
<context>
    <name>rdc::station::EcgToolbar</name>
    <message>
        <source>mm true</source>
        <translation>毫米准确</translation>
    </message>
    <message>
        <source>mm NOT true: calibrate…</source>
        <translation>毫米不准确：校准…</translation>
    </message>
    <message>
        <source>Press to calibrate this screen with a ruler</source>
        <translation>点击，用直尺校准本屏幕</translation>
    </message>
    <message>
        <source>Recordings of this study</source>
        <translation>本次检查的心电记录</translation>
    </message>
    <message>
        <source>Median beats</source>
        <translation>中位心搏</translation>
    </message>
    <message>
        <source>Median beats with J point and threshold, or the whole tracing (T)</source>
        <translation>带J点和阈值的中位心搏，或全程波形（T）</translation>
    </message>
    <message>
        <source>Arrangement of the leads</source>
        <translation>导联排列</translation>
    </message>
    <message>
        <source>Paper speed (keys &lt; and &gt;, or Ctrl and the wheel)</source>
        <translation>走纸速度（按 &lt; 或 &gt; 键，或按住 Ctrl 滚动滚轮）</translation>
    </message>
    <message>
        <source>Gain (keys + and -, or the wheel)</source>
        <translation>增益（按 + 或 - 键，或滚动滚轮）</translation>
    </message>
    <message>
        <source>Filters ON</source>
        <translation>滤波：开</translation>
    </message>
    <message>
        <source>Filters off</source>
        <translation>滤波：关</translation>
    </message>
    <message>
        <source>For looking only: everything is measured on the tracing as recorded</source>
        <translation>仅供观察：所有测量均基于原始波形</translation>
    </message>
    <message>
        <source>View</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Baseline (leaves ST as it is)</source>
        <translation>基线（不影响ST段）</translation>
    </message>
    <message>
        <source>Muscle noise, %1 Hz (makes QRS smaller)</source>
        <translation>肌电，%1 Hz（会使QRS变小）</translation>
    </message>
    <message>
        <source>Mains hum</source>
        <translation>工频干扰</translation>
    </message>
    <message>
        <source>Cabrera order</source>
        <translation>Cabrera顺序</translation>
    </message>
    <message>
        <source>Name the beats</source>
        <translation>标注心搏</translation>
    </message>
    <message>
        <source>Rhythm strip of V1 instead of II</source>
        <translation>节律条用V1代替II</translation>
    </message>
    <message>
        <source>Light tracing on dark ground</source>
        <translation>深色背景、浅色波形</translation>
    </message>
    <message>
        <source>True millimetres where the screen is calibrated</source>
        <translation>屏幕已校准时按真实毫米显示</translation>
    </message>
    <message>
        <source>Earlier: %1</source>
        <translation>既往：%1</translation>
    </message>
    <message>
        <source>Draws the earlier ECG over the median beats, and the differences</source>
        <translation>将既往心电图叠加在中位心搏上，并显示差值</translation>
    </message>
</context>
<context>
    <name>rdc::station::EcgWords</name>
    <message>
        <source>Heart rate</source>
        <translation>心率</translation>
    </message>
    <message>
        <source>RR</source>
        <translation>RR间期</translation>
    </message>
    <message>
        <source>P duration</source>
        <translation>P波时限</translation>
    </message>
    <message>
        <source>PR</source>
        <translation>PR间期</translation>
    </message>
    <message>
        <source>QRS</source>
        <translation>QRS时限</translation>
    </message>
    <message>
        <source>QT</source>
        <translation>QT间期</translation>
    </message>
    <message>
        <source>QTc Bazett</source>
        <translation>QTc Bazett</translation>
    </message>
    <message>
        <source>QTc Fridericia</source>
        <translation>QTc Fridericia</translation>
    </message>
    <message>
        <source>QTc Framingham</source>
        <translation>QTc Framingham</translation>
    </message>
    <message>
        <source>QTc Hodges</source>
        <translation>QTc Hodges</translation>
    </message>
    <message>
        <source>P axis</source>
        <translation>P电轴</translation>
    </message>
    <message>
        <source>QRS axis</source>
        <translation>QRS电轴</translation>
    </message>
    <message>
        <source>T axis</source>
        <translation>T电轴</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>lead not recorded</source>
        <translation>导联未记录</translation>
    </message>
    <message>
        <source>lead not usable</source>
        <translation>导联不可用</translation>
    </message>
    <message>
        <source>too noisy</source>
        <translation>噪声过大</translation>
    </message>
    <message>
        <source>no such wave</source>
        <translation>无此波</translation>
    </message>
    <message>
        <source>too few beats</source>
        <translation>心搏过少</translation>
    </message>
    <message>
        <source>not in this rhythm</source>
        <translation>此心律下不适用</translation>
    </message>
    <message>
        <source>hidden by another wave</source>
        <translation>被其他波掩盖</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>urgent</source>
        <translation>紧急</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>危急</translation>
    </message>
    <message>
        <source>possible</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>probable</source>
        <translation>很可能</translation>
    </message>
    <message>
        <source>definite</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>arm electrodes exchanged</source>
        <translation>左右上肢电极接反</translation>
    </message>
    <message>
        <source>right arm and right leg exchanged</source>
        <translation>右上肢与右下肢电极接反</translation>
    </message>
    <message>
        <source>left arm and right leg exchanged</source>
        <translation>左上肢与右下肢电极接反</translation>
    </message>
    <message>
        <source>right arm and left leg exchanged</source>
        <translation>右上肢与左下肢电极接反</translation>
    </message>
    <message>
        <source>left arm and left leg exchanged</source>
        <translation>左上肢与左下肢电极接反</translation>
    </message>
    <message>
        <source>arms and legs exchanged</source>
        <translation>上下肢电极接反</translation>
    </message>
    <message>
        <source>chest electrodes exchanged</source>
        <translation>胸导联电极顺序错误</translation>
    </message>
    <message>
        <source>dextrocardia?</source>
        <translation>右位心？</translation>
    </message>
    <message>
        <source>limb leads contradict each other</source>
        <translation>肢体导联相互矛盾</translation>
    </message>
    <message>
        <source>electrode off</source>
        <translation>电极脱落</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>直线</translation>
    </message>
    <message>
        <source>out of range</source>
        <translation>超出量程</translation>
    </message>
    <message>
        <source>mains hum</source>
        <translation>工频干扰</translation>
    </message>
    <message>
        <source>wandering baseline</source>
        <translation>基线漂移</translation>
    </message>
    <message>
        <source>noisy</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>ALARM: strong evidence of acute occlusion</source>
        <translation>报警：急性闭塞证据充分</translation>
    </message>
    <message>
        <source>SUSPECTED acute occlusion: read now</source>
        <translation>疑似急性闭塞：请立即判读</translation>
    </message>
    <message>
        <source>WATCH: repeat in 15 minutes and compare</source>
        <translation>观察：15分钟后复查并对比</translation>
    </message>
    <message>
        <source>No sign of acute occlusion found</source>
        <translation>未见急性闭塞征象</translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation>未分析</translation>
    </message>
    <message>
        <source>axis %1</source>
        <translation>电轴 %1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>points</source>
        <translation>分</translation>
    </message>
    <message>
        <source>Acute occlusion: not judged as a whole</source>
        <translation>急性冠脉闭塞：未能整体评价</translation>
    </message>
</context>
<context>
    <name>rdc::station::Errors</name>
    <message>
        <source>User name or password is wrong.</source>
        <translation>用户名或密码错误。</translation>
    </message>
    <message>
        <source>Too many wrong passwords: try again in 15 minutes.</source>
        <translation>密码错误次数过多，请 15 分钟后再试。</translation>
    </message>
    <message>
        <source>The initial password must be changed first.</source>
        <translation>请先修改初始密码。</translation>
    </message>
    <message>
        <source>The new password needs at least 10 characters and must differ from the old one and from the user name.</source>
        <translation>新密码至少 10 个字符，且不能与旧密码或用户名相同。</translation>
    </message>
    <message>
        <source>The login has expired. Please log in again.</source>
        <translation>登录已过期，请重新登录。</translation>
    </message>
    <message>
        <source>Another reader has taken this study. It can be viewed, not reported.</source>
        <translation>该检查已被其他医师领取，只能浏览，不能书写报告。</translation>
    </message>
    <message>
        <source>The study is no longer reserved for you. Open it again from the worklist.</source>
        <translation>该检查已不再由您领取，请从工作列表重新打开。</translation>
    </message>
    <message>
        <source>The signing PIN is wrong.</source>
        <translation>签名密码错误。</translation>
    </message>
    <message>
        <source>A signing PIN has at least 6 characters.</source>
        <translation>签名密码至少 6 个字符。</translation>
    </message>
    <message>
        <source>You have no signing key yet. Set up your electronic signature first.</source>
        <translation>您还没有签名密钥，请先设置电子签名。</translation>
    </message>
    <message>
        <source>You already have a signing key.</source>
        <translation>您已有签名密钥。</translation>
    </message>
    <message>
        <source>A second person must review and sign this report.</source>
        <translation>本报告须由另一位医师审核签发。</translation>
    </message>
    <message>
        <source>The centre&apos;s copy of this object is damaged. Tell the administrator.</source>
        <translation>中心保存的该对象已损坏，请通知管理员。</translation>
    </message>
    <message>
        <source>What arrived is not what was stored: the transfer is repeated.</source>
        <translation>收到的数据与保存的不一致，正在重新传输。</translation>
    </message>
    <message>
        <source>The disk of this station is full: free some space.</source>
        <translation>本工作站磁盘已满，请清理空间。</translation>
    </message>
    <message>
        <source>The enrolment code is mistyped.</source>
        <translation>注册码输入有误。</translation>
    </message>
    <message>
        <source>The enrolment code does not open this file.</source>
        <translation>注册码与该注册文件不符。</translation>
    </message>
    <message>
        <source>The centre cannot be reached now. Trying again.</source>
        <translation>暂时连接不上中心，正在重试。</translation>
    </message>
    <message>
        <source>Your role does not allow this.</source>
        <translation>您的权限不允许此操作。</translation>
    </message>
    <message>
        <source>It does not exist, or not for you.</source>
        <translation>内容不存在，或您无权查看。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>The report was changed by somebody else meanwhile. Your text is kept here: look at the newest revision below, then save or sign again.</source>
        <translation>报告已被他人修改。您的文字仍保留在此：请先查看下方的最新版本，再保存或签发。</translation>
    </message>
    <message>
        <source>The impression is empty.</source>
        <translation>诊断意见为空。</translation>
    </message>
    <message>
        <source>Give the reason for the change first.</source>
        <translation>请先填写修改原因。</translation>
    </message>
    <message>
        <source>Something is still being saved: try again in a moment.</source>
        <translation>正在保存，请稍后再试。</translation>
    </message>
    <message>
        <source>The link was down too long: the study is free for others again.</source>
        <translation>连接中断过久，该检查已释放，其他医师可以领取。</translation>
    </message>
    <message>
        <source>The centre cannot be reached. Check the network, then log in again.</source>
        <translation>连接不上中心，请检查网络后重新登录。</translation>
    </message>
    <message>
        <source>The centre does not accept this signing key: it has expired or was replaced.</source>
        <translation>中心不接受该签名密钥：密钥已过期或已更换。</translation>
    </message>
    <message>
        <source>The file cannot be written there: choose another folder, or free space.</source>
        <translation>无法写入该位置：请换一个文件夹，或释放磁盘空间。</translation>
    </message>
    <message>
        <source>The PDF is not the one that was signed. It is not shown; tell the administrator.</source>
        <translation>此 PDF 不是签名时的文件，不予显示。请通知管理员。</translation>
    </message>
    <message>
        <source>The case is closed already.</source>
        <translation>该病例已经结束。</translation>
    </message>
    <message>
        <source>Confirm or refute the case first: it is closed only after a decision.</source>
        <translation>请先确认或排除：作出决定后才能结束病例。</translation>
    </message>
    <message>
        <source>The centre does not know this case.</source>
        <translation>中心没有此病例。</translation>
    </message>
    <message>
        <source>This station&apos;s own analysis does not find it normal: read it by itself.</source>
        <translation>本机分析认为并非正常：请单独判读。</translation>
    </message>
    <message>
        <source>The tracing could not be shown.</source>
        <translation>波形无法显示。</translation>
    </message>
    <message>
        <source>A report has been begun, or two signatures are asked for: read it by itself.</source>
        <translation>已有报告，或需要两人签名：请单独判读。</translation>
    </message>
    <message>
        <source>What you drew cannot be written to this station&apos;s disk: free some space, then change a mark.</source>
        <translation>您的标注无法写入本机磁盘：请清理空间，然后改动任一标注。</translation>
    </message>
    <message>
        <source>Marks from before are on images that were not shown again: look at these, then save.</source>
        <translation>先前的标注所在图像尚未重新显示：请先查看这些图像，再保存。</translation>
    </message>
    <message>
        <source>An alarm on this ECG is undecided: a cardiologist confirms or refutes it with the final signature. A preliminary report can be signed now.</source>
        <translation>此心电图的报警尚未裁定：须由心内科医师在签发正式报告时确认或排除。现在可先签发初步报告。</translation>
    </message>
    <message>
        <source>Only a cardiologist decides the case of this ECG: sign a preliminary report.</source>
        <translation>此心电图所属病例只能由心内科医师裁定：请签发初步报告。</translation>
    </message>
    <message>
        <source>The report finds an acute infarction, and the alarm would be refuted: change one of the two.</source>
        <translation>报告诊断为急性心肌梗死，而报警却被排除：请修改其中之一。</translation>
    </message>
    <message>
        <source>This study is assigned to another reader. It can be viewed; take it over to report it.</source>
        <translation>该检查已指派给其他医师，可以浏览；如需书写报告，请先接手。</translation>
    </message>
    <message>
        <source>Opened from the archive to be read. Reports are written from the worklist.</source>
        <translation>从档案中打开，只读。书写报告请从工作列表打开。</translation>
    </message>
    <message>
        <source>This group&apos;s reports need two people: sign a preliminary report first.</source>
        <translation>本阅片组要求双签：请先签发初步报告。</translation>
    </message>
    <message>
        <source>This group&apos;s reports need two people: somebody other than the author signs.</source>
        <translation>本阅片组要求双签：须由书写医师以外的医师签发。</translation>
    </message>
    <message>
        <source>This group&apos;s amendments are signed by somebody else: save yours as a draft, then assign the study to them.</source>
        <translation>本阅片组的更正报告须由他人签发：请存为草稿，再把检查指派给对方。</translation>
    </message>
    <message>
        <source>It is your own report: change it and sign it again.</source>
        <translation>这是您自己书写的报告：请直接修改后重新签发。</translation>
    </message>
    <message>
        <source>The report has moved on meanwhile: open the study again.</source>
        <translation>报告状态已变化：请重新打开该检查。</translation>
    </message>
    <message>
        <source>Say what the author is to change.</source>
        <translation>请写明需要修改的内容。</translation>
    </message>
    <message>
        <source>Comments have at most 2,000 characters.</source>
        <translation>意见最多 2000 字。</translation>
    </message>
    <message>
        <source>A note has at most 500 characters.</source>
        <translation>附言最多 500 字。</translation>
    </message>
    <message>
        <source>This person may not sign reports any more: choose another.</source>
        <translation>此人已无权签发报告：请另选医师。</translation>
    </message>
    <message>
        <source>Give the patient ID, the accession number, or at least two characters of the name.</source>
        <translation>请输入病历号、检查号，或姓名的至少两个字。</translation>
    </message>
    <message>
        <source>A condition of the search is too long, or no date.</source>
        <translation>查找条件过长，或日期无效。</translation>
    </message>
    <message>
        <source>This page does not exist: search again.</source>
        <translation>没有这一页：请重新查找。</translation>
    </message>
    <message>
        <source>Not sent: the checker&apos;s name or password is wrong, or they may not send critical values.</source>
        <translation>未发出：核对人的用户名或密码错误，或无权发送危急值。</translation>
    </message>
    <message>
        <source>Not sent: by day a second person checks. Ask a colleague, or say why not.</source>
        <translation>未发出：白天须由第二人核对。请同事核对，或填写一人核对的原因。</translation>
    </message>
    <message>
        <source>Not sent: the county&apos;s list has changed. Choose the item once more.</source>
        <translation>未发出：本县危急值项目表已更新，请重新选择项目。</translation>
    </message>
    <message>
        <source>The site has not read it back yet: a critical value is closed only after that.</source>
        <translation>检查机构尚未复述，复述后危急值才能结束。</translation>
    </message>
    <message>
        <source>What was done is not on record yet: a critical value is closed only after that.</source>
        <translation>处理尚未登记，登记后危急值才能结束。</translation>
    </message>
    <message>
        <source>This critical value takes no more actions.</source>
        <translation>这条危急值的处理登记已达上限。</translation>
    </message>
    <message>
        <source>The centre does not know this critical value.</source>
        <translation>中心没有这条危急值。</translation>
    </message>
    <message>
        <source>A key image of the report cannot be drawn now. Go back to this study if another is on the screen, wait until its images are here, or untick it. Nothing was signed.</source>
        <translation>报告中有一幅关键图像现在无法绘制。若屏幕上是其他检查，请先返回本检查；或等待图像载入，或取消勾选该图像。报告未签发。</translation>
    </message>
</context>
<context>
    <name>rdc::station::Evidence</name>
    <message>
        <source>met</source>
        <translation>达到</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>未达到</translation>
    </message>
    <message>
        <source>Rule:</source>
        <translation>规则：</translation>
    </message>
    <message>
        <source>Source:</source>
        <translation>依据：</translation>
    </message>
    <message>
        <source>Leads:</source>
        <translation>导联：</translation>
    </message>
    <message>
        <source>This rule is met.</source>
        <translation>符合该规则。</translation>
    </message>
    <message>
        <source>Not met, because:</source>
        <translation>不符合，原因：</translation>
    </message>
    <message>
        <source>Points (log odds):</source>
        <translation>分值（对数优势）：</translation>
    </message>
    <message>
        <source>Of the training set&apos;s mixture, not of your patients: it ranks, it does not tell how likely an infarction is here.</source>
        <translation>概率对应训练集的构成，而非您的患者：仅供排序，不代表本例梗死的可能性。</translation>
    </message>
    <message>
        <source>Tier, because:</source>
        <translation>分级理由：</translation>
    </message>
    <message>
        <source>Added by the reader.</source>
        <translation>由医师添加。</translation>
    </message>
    <message>
        <source>Table:</source>
        <translation>危急值表：</translation>
    </message>
    <message>
        <source>Reason:</source>
        <translation>理由：</translation>
    </message>
    <message>
        <source>No score, because:</source>
        <translation>无评分，原因：</translation>
    </message>
</context>
<context>
    <name>rdc::station::FindingsModel</name>
    <message>
        <source>to be judged</source>
        <translation>待判断</translation>
    </message>
    <message>
        <source>✓ accepted</source>
        <translation>✓ 已接受</translation>
    </message>
    <message>
        <source>✎ edited</source>
        <translation>✎ 已修改</translation>
    </message>
    <message>
        <source>✗ rejected</source>
        <translation>✗ 已否定</translation>
    </message>
    <message>
        <source>Record %1: %2</source>
        <translation>请加做 %1：%2</translation>
    </message>
    <message>
        <source>Electrodes: %1 (%2 %)</source>
        <translation>电极：%1（%2 %）</translation>
    </message>
    <message>
        <source>Not recorded or not usable: %1</source>
        <translation>未记录或不可用：%1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>all judged</source>
        <translation>已全部判断</translation>
    </message>
    <message>
        <source>Statements (rules %1)</source>
        <translation>结论（规则 %1）</translation>
    </message>
    <message>
        <source>Critical values</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>Infarction rules: met and not met</source>
        <translation>梗死规则：符合与不符合</translation>
    </message>
    <message>
        <source>What may imitate an infarction</source>
        <translation>可能酷似梗死的情况</translation>
    </message>
    <message>
        <source>Score of acute occlusion</source>
        <translation>急性闭塞评分</translation>
    </message>
    <message>
        <source>Tracing and assumptions</source>
        <translation>波形与假设</translation>
    </message>
    <message>
        <source>starting value</source>
        <translation>起始值</translation>
    </message>
    <message>
        <source>＋ added by the reader</source>
        <translation>＋ 医师添加</translation>
    </message>
    <message>
        <source>MET</source>
        <translation>符合</translation>
    </message>
    <message>
        <source>not met</source>
        <translation>未达到</translation>
    </message>
    <message>
        <source>present</source>
        <translation>存在</translation>
    </message>
    <message>
        <source>not present</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>所见</translation>
    </message>
    <message>
        <source>Reader, points</source>
        <translation>医师判断、分值</translation>
    </message>
</context>
<context>
    <name>rdc::station::FoundStudiesModel</name>
    <message>
        <source>Study time</source>
        <translation>检查时间</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Patient ID</source>
        <translation>病历号</translation>
    </message>
    <message>
        <source>Sex, age</source>
        <translation>性别 年龄</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Examination</source>
        <translation>检查项目</translation>
    </message>
    <message>
        <source>Accession number</source>
        <translation>检查号</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>图像数</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
</context>
<context>
    <name>rdc::station::ImagePlace</name>
    <message>
        <source>Images — reading station</source>
        <translation>图像 — 阅片工作站</translation>
    </message>
</context>
<context>
    <name>rdc::station::KeyImageStrip</name>
    <message>
        <source>not loaded</source>
        <translation>未载入</translation>
    </message>
    <message>
        <source>Key images in the report: %1, no more fit</source>
        <translation>报告中的关键图像：%1 幅（已达上限）</translation>
    </message>
    <message>
        <source>Key images in the report: %1 of %2</source>
        <translation>报告中的关键图像：%1 / %2</translation>
    </message>
    <message>
        <source>What is ticked is printed in the report, as shown here</source>
        <translation>勾选的图像将按此处所示印入报告</translation>
    </message>
    <message>
        <source>Key images in the report</source>
        <translation>报告中的关键图像</translation>
    </message>
    <message>
        <source>Print it earlier</source>
        <translation>前移</translation>
    </message>
    <message>
        <source>Print it later</source>
        <translation>后移</translation>
    </message>
    <message>
        <source>As on the screen</source>
        <translation>按当前显示</translation>
    </message>
    <message>
        <source>Print the chosen image with the window, turn and part that the viewer shows now</source>
        <translation>按阅片窗口当前的窗宽窗位、旋转和局部印出所选图像</translation>
    </message>
</context>
<context>
    <name>rdc::station::LeadValuesModel</name>
    <message>
        <source>Type millivolts to correct the machine&apos;s J point; empty: the machine&apos;s stands</source>
        <translation>填写毫伏值以更正机器的J点；留空则采用机器值</translation>
    </message>
    <message>
        <source>J (mV)</source>
        <translation>J (mV)</translation>
    </message>
    <message>
        <source>J, reader</source>
        <translation>J 医师</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>ΔJ</source>
        <translation>ΔJ</translation>
    </message>
    <message>
        <source>%1: “%2” cannot be right; the machine&apos;s value stands.</source>
        <translation>%1：“%2”不合理，仍采用机器值。</translation>
    </message>
</context>
<context>
    <name>rdc::station::MainWindow</name>
    <message>
        <source>● Connected</source>
        <translation>● 已连接</translation>
    </message>
    <message>
        <source>● Connecting…</source>
        <translation>● 正在连接…</translation>
    </message>
    <message>
        <source>● No connection: what is open can be read on; drafts are saved when it is back</source>
        <translation>● 连接中断：已打开的内容可继续阅读，恢复后自动保存草稿</translation>
    </message>
    <message>
        <source>Reading station — %1</source>
        <translation>阅片工作站 — %1</translation>
    </message>
    <message>
        <source>Reading station %1</source>
        <translation>阅片工作站 %1</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Choose a password of your own: at least 10 characters. The initial one is known to the administrator.</source>
        <translation>请设置您自己的密码（至少 10 个字符）。初始密码管理员知道，不能继续使用。</translation>
    </message>
    <message>
        <source>Your text is kept; you will be brought back to it.</source>
        <translation>您的文字已保留，登录后自动回到该检查。</translation>
    </message>
    <message numerus="yes">
        <source>Chest pain: %n (Ctrl+E)</source>
        <translation>
            <numerusform>胸痛：%n (Ctrl+E)</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing waits to be read that passes the worklist&apos;s filter.</source>
        <translation>按当前筛选条件，没有待诊断的检查。</translation>
    </message>
    <message>
        <source>Emergency: %1, %2. Ctrl+N takes the most urgent.</source>
        <translation>急诊：%1，%2。按 Ctrl+N 打开最紧急的一例。</translation>
    </message>
    <message>
        <source>The last words of the report you closed are not on this station&apos;s disk: open it and look.</source>
        <translation>刚才关闭的报告，最后输入的内容未能写入本站磁盘：请重新打开核对。</translation>
    </message>
    <message>
        <source>Enter: open   ·   Ctrl+N: next   ·   Ctrl+1…9: lists   ·   Ctrl+T: assign   ·   Ctrl+Shift+F: archive   ·   Ctrl+Shift+N: sign normal ECGs together</source>
        <translation>回车：打开   ·   Ctrl+N：下一例   ·   Ctrl+1…9：列表   ·   Ctrl+T：指派   ·   Ctrl+Shift+F：档案   ·   Ctrl+Shift+N：正常心电图批量签名</translation>
    </message>
    <message>
        <source>The report is returned to its author.</source>
        <translation>报告已退回书写医师。</translation>
    </message>
    <message>
        <source>Images on the other screen</source>
        <translation>图像放在另一屏幕</translation>
    </message>
    <message>
        <source>Images on the other screen (there is one screen only)</source>
        <translation>图像放在另一屏幕（目前只有一个屏幕）</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Light or dark, and where the images are</source>
        <translation>浅色或深色，以及图像的位置</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Text that cannot be read</source>
        <translation>无法读取的文字</translation>
    </message>
    <message>
        <source>What you typed or drew for this study and had not sent was kept on this station, but cannot be read: it is damaged, or the centre&apos;s key has changed. Nothing was deleted. It is set aside in
%1
Tell the administrator before you write it anew.</source>
        <translation>您为该检查输入或绘制、尚未送出的内容曾保留在本站，但现在无法读取：文件已损坏，或中心的密钥已更换。内容没有删除，已移到
%1
重新书写前请先通知管理员。</translation>
    </message>
    <message>
        <source>The study is assigned to %1.</source>
        <translation>检查已指派给%1。</translation>
    </message>
    <message>
        <source>F7: template   ·   Ctrl+J: next field   ·   Ctrl+S: save draft   ·   Ctrl+P: preview   ·   Ctrl+Enter: sign   ·   Ctrl+T: assign   ·   Ctrl+N: next study   ·   Ctrl+W: worklist</source>
        <translation>F7：模板   ·   Ctrl+J：下一填写项   ·   Ctrl+S：保存草稿   ·   Ctrl+P：预览   ·   Ctrl+回车：签名   ·   Ctrl+T：指派   ·   Ctrl+N：下一例   ·   Ctrl+W：工作列表</translation>
    </message>
</context>
<context>
    <name>rdc::station::MeasurementsModel</name>
    <message>
        <source>QRS is wide: QTc overstates repolarisation.</source>
        <translation>QRS增宽：QTc高估复极时间。</translation>
    </message>
    <message>
        <source>The rhythm is irregular: QTc is uncertain.</source>
        <translation>心律不齐：QTc不可靠。</translation>
    </message>
    <message>
        <source>Type a value to correct the machine&apos;s; empty: the machine&apos;s stands</source>
        <translation>填写数值以更正机器值；留空则采用机器值</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>既往</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>%1: “%2” cannot be right; the machine&apos;s value stands.</source>
        <translation>%1：“%2”不合理，仍采用机器值。</translation>
    </message>
</context>
<context>
    <name>rdc::station::NoticeBar</name>
    <message numerus="yes">
        <source>%n not yet answered by the centre</source>
        <translation>
            <numerusform>中心尚未答复 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Whether one was sent before is not known yet.</source>
        <translation>尚不清楚此前是否发过危急值。</translation>
    </message>
    <message>
        <source>Critical value… (F8)</source>
        <translation>危急值…（F8）</translation>
    </message>
    <message>
        <source>Tell the site now; it sounds there until it is read back</source>
        <translation>立即通知检查机构，对方复述前一直响铃</translation>
    </message>
    <message>
        <source>Read back by telephone…</source>
        <translation>电话复述…</translation>
    </message>
    <message>
        <source>Action by telephone…</source>
        <translation>电话登记处理…</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>结束…</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>登记本</translation>
    </message>
    <message numerus="yes">
        <source>and %n more in the register</source>
        <translation>
            <numerusform>另有 %n 项见登记本</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::NoticeDialog</name>
    <message>
        <source>Choose from the county&apos;s list…</source>
        <translation>从本县危急值项目表中选择…</translation>
    </message>
    <message>
        <source>Not on the list, and critical all the same</source>
        <translation>不在项目表中，但属危急</translation>
    </message>
    <message>
        <source>Critical value</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>Critical value: tell the site</source>
        <translation>危急值：通知检查机构</translation>
    </message>
    <message>
        <source>The report states: %1</source>
        <translation>报告中写明：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n critical value(s) of this study were sent before.</source>
        <translation>
            <numerusform>本检查此前已发过 %n 条危急值。</numerusform>
        </translation>
    </message>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>As the site is to read it back; at most %1 characters</source>
        <translation>检查机构要复述的内容，最多 %1 字</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>处理意见</translation>
    </message>
    <message>
        <source>What is to be done at once, if anything; at most %1 characters</source>
        <translation>需要立即做的处理（可不填），最多 %1 字</translation>
    </message>
    <message>
        <source>Second check. A colleague, or at night you yourself once more: read what stands above again, then give name and password.</source>
        <translation>双人核对。由另一位医师核对，夜间可由本人再次核对：重新读一遍以上内容，再输入用户名和密码。</translation>
    </message>
    <message>
        <source>Second check. A colleague reads what stands above and gives their own name and password.</source>
        <translation>双人核对。由另一位医师读一遍以上内容，输入其本人的用户名和密码。</translation>
    </message>
    <message>
        <source>Checked by</source>
        <translation>核对人</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Why you check alone by day</source>
        <translation>白天为何由一人核对</translation>
    </message>
    <message>
        <source>List: %1, version %2. %3</source>
        <translation>项目表：%1，版本 %2。%3</translation>
    </message>
    <message>
        <source>Loading the county&apos;s list…</source>
        <translation>正在获取本县危急值项目表…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>立即发出</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发出…</translation>
    </message>
    <message>
        <source>NOT SENT: no connection to the centre. It goes out as soon as it is back. Phone the site now.</source>
        <translation>未发出：与中心的连接中断。恢复后自动发出。请立即打电话通知检查机构。</translation>
    </message>
    <message>
        <source>Close window</source>
        <translation>关闭窗口</translation>
    </message>
</context>
<context>
    <name>rdc::station::NoticeModel</name>
    <message>
        <source>Sent</source>
        <translation>发出时间</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>检查机构</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Critical value</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>Sent by / checked by</source>
        <translation>发出人／核对人</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>rdc::station::NoticeWords</name>
    <message>
        <source>by telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>at the console</source>
        <translation>急救台</translation>
    </message>
    <message>
        <source>sent, not yet at the site</source>
        <translation>已发出，尚未送达检查机构</translation>
    </message>
    <message>
        <source>sounding at the site since %1</source>
        <translation>%1 已送达，正在检查机构响铃</translation>
    </message>
    <message>
        <source>read back by %1 %2, no action yet</source>
        <translation>%1 %2 已复述，处理未登记</translation>
    </message>
    <message>
        <source>read back, action on record: can be closed</source>
        <translation>已复述，处理已登记，可以结束</translation>
    </message>
    <message>
        <source>closed by %1 %2</source>
        <translation>%1 %2 已结束</translation>
    </message>
    <message>
        <source>en</source>
        <extracomment>Not shown. The language of words that come in two: &quot;en&quot; or &quot;zh&quot;.</extracomment>
        <translation>zh</translation>
    </message>
    <message>
        <source>NOT READ BACK in time: phone the site</source>
        <translation>超时未复述：请打电话</translation>
    </message>
    <message>
        <source>NO ACTION in time: phone the site</source>
        <translation>超时未登记处理：请打电话</translation>
    </message>
    <message>
        <source>%1 (checked twice alone)</source>
        <translation>%1（一人双次核对）</translation>
    </message>
    <message>
        <source>Advice: %1</source>
        <translation>处理意见：%1</translation>
    </message>
    <message>
        <source>Sent %1 by %2; read back until %3, action until %4</source>
        <translation>%1 由 %2 发出；复述时限 %3，处理时限 %4</translation>
    </message>
    <message>
        <source>Why one person checked: %1</source>
        <translation>一人核对的原因：%1</translation>
    </message>
    <message>
        <source>Read back %1 by %2 (%3): %4</source>
        <translation>%1 %2 复述（%3）：%4</translation>
    </message>
    <message>
        <source>Action %1 by %2 (%3): %4. Told %5 at %6.</source>
        <translation>%1 %2 登记处理（%3）：%4。已于 %6 告知 %5。</translation>
    </message>
    <message>
        <source>List: %1, version %2 (%3)</source>
        <translation>项目表：%1，版本 %2（%3）</translation>
    </message>
</context>
<context>
    <name>rdc::station::OverdueBar</name>
    <message numerus="yes">
        <source>%n min past the limit</source>
        <translation>
            <numerusform>已超时 %n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Critical value without an action on record, %1: phone the site</source>
        <translation>危急值未登记处理，%1：请打电话给检查机构</translation>
    </message>
    <message>
        <source>Critical value not read back, %1: phone the site</source>
        <translation>危急值未复述，%1：请打电话给检查机构</translation>
    </message>
    <message>
        <source>sent by %1</source>
        <translation>由 %1 发出</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>No connection to the centre: the site may have answered since.</source>
        <translation>与中心的连接已断开：检查机构可能已经答复。</translation>
    </message>
    <message>
        <source>This computer has no audio device: nobody hears this. Have it repaired.</source>
        <translation>本机没有音频设备：无人能听到报警。请尽快修复。</translation>
    </message>
    <message>
        <source>Open the register</source>
        <translation>打开登记本</translation>
    </message>
    <message>
        <source>Record what the site says (Ctrl+Shift+E); the sound ends</source>
        <translation>登记检查机构的答复（Ctrl+Shift+E），同时停止报警声</translation>
    </message>
    <message>
        <source>Silence: I am phoning</source>
        <translation>静音：我正在打电话</translation>
    </message>
    <message>
        <source>Ends the sound at this station (Ctrl+Shift+M). It comes again while nothing is on record.</source>
        <translation>停止本工作站的报警声（Ctrl+Shift+M）。一直没有登记时会再次响起。</translation>
    </message>
</context>
<context>
    <name>rdc::station::PointDialog</name>
    <message>
        <source>This time is in the future.</source>
        <translation>该时间在将来。</translation>
    </message>
    <message>
        <source>This time is more than two weeks ago.</source>
        <translation>该时间超过两周之前。</translation>
    </message>
    <message>
        <source>Change a point</source>
        <translation>修改时间点</translation>
    </message>
    <message>
        <source>Add a point</source>
        <translation>补录时间点</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>When, by a clock that is right</source>
        <translation>时间（以准确的时钟为准）</translation>
    </message>
    <message>
        <source>Why it is changed</source>
        <translation>修改原因</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>rdc::station::PreviewDialog</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
</context>
<context>
    <name>rdc::station::ReadingPage</name>
    <message>
        <source>Reserved for you</source>
        <translation>已由您领取</translation>
    </message>
    <message>
        <source>View only</source>
        <translation>仅供浏览</translation>
    </message>
    <message>
        <source>Loading: %1 of %2 kB</source>
        <translation>正在加载：%1 / %2 kB</translation>
    </message>
    <message>
        <source>Opening the study…</source>
        <translation>正在打开检查…</translation>
    </message>
    <message>
        <source>This study holds nothing that can be shown.</source>
        <translation>该检查没有可显示的内容。</translation>
    </message>
    <message numerus="yes">
        <source>This study (%n earlier)</source>
        <translation>
            <numerusform>本次检查（既往 %n 次）</numerusform>
        </translation>
    </message>
    <message>
        <source>EARLIER STUDY on the screen</source>
        <translation>当前显示的是既往检查</translation>
    </message>
    <message>
        <source>← Worklist</source>
        <translation>← 工作列表</translation>
    </message>
    <message>
        <source>Back to the worklist and give the study back (Ctrl+W)</source>
        <translation>返回工作列表并释放该检查（Ctrl+W）</translation>
    </message>
    <message>
        <source>Show tracing</source>
        <translation>显示心电图</translation>
    </message>
    <message>
        <source>Earlier studies of this patient</source>
        <translation>该患者的既往检查</translation>
    </message>
    <message>
        <source>Earlier report</source>
        <translation>既往报告</translation>
    </message>
    <message>
        <source>Read the report of the earlier study beside this one (Ctrl+Shift+R)</source>
        <translation>对照阅读既往检查的报告（Ctrl+Shift+R）</translation>
    </message>
    <message>
        <source>Earlier report: %1  %2</source>
        <translation>既往报告：%1  %2</translation>
    </message>
    <message>
        <source>Marks are not in the archive. %1</source>
        <translation>标注尚未存入归档。%1</translation>
    </message>
    <message>
        <source>← Archive</source>
        <translation>← 档案</translation>
    </message>
    <message>
        <source>Back to the studies that were found (Ctrl+W)</source>
        <translation>返回查到的检查（Ctrl+W）</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>接手</translation>
    </message>
    <message>
        <source>Read this study although it is assigned to somebody else; that is recorded (Ctrl+Shift+T)</source>
        <translation>该检查已指派给他人，改由您书写，并记入审计（Ctrl+Shift+T）</translation>
    </message>
    <message>
        <source>View only: assigned to %1</source>
        <translation>只读：已指派给 %1</translation>
    </message>
    <message>
        <source>Assign…</source>
        <translation>指派…</translation>
    </message>
    <message>
        <source>Give this study to another reader, with what you have typed so far (Ctrl+T)</source>
        <translation>把这份检查连同已写的内容交给另一位医师（Ctrl+T）</translation>
    </message>
</context>
<context>
    <name>rdc::station::RecordDialog</name>
    <message>
        <source>Critical value</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>Who, at the site</source>
        <translation>检查机构人员</translation>
    </message>
    <message>
        <source>Doctor who was told</source>
        <translation>被告知的医师</translation>
    </message>
    <message>
        <source>Told at</source>
        <translation>告知时间</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close the critical value</source>
        <translation>结束这条危急值</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Read back by telephone</source>
        <translation>电话复述</translation>
    </message>
    <message>
        <source>Words repeated</source>
        <translation>复述内容</translation>
    </message>
    <message>
        <source>Patient and finding as the site repeated them</source>
        <translation>对方复述的患者和危急值内容</translation>
    </message>
    <message>
        <source>What was done, by telephone</source>
        <translation>电话登记处理</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>处理情况</translation>
    </message>
    <message>
        <source>As the site said it</source>
        <translation>按对方所述填写</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>May be left empty</source>
        <translation>可不填</translation>
    </message>
</context>
<context>
    <name>rdc::station::RegisterPage</name>
    <message>
        <source>Not closed</source>
        <translation>未结束</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>近 7 天</translation>
    </message>
    <message>
        <source>Last 31 days</source>
        <translation>近 31 天</translation>
    </message>
    <message>
        <source>Last 12 months</source>
        <translation>近 12 个月</translation>
    </message>
    <message>
        <source>Only the newest are shown: choose a shorter time.</source>
        <translation>只显示最新的部分，请选择更短的时间。</translation>
    </message>
    <message>
        <source>No critical value is chosen.</source>
        <translation>未选择危急值。</translation>
    </message>
    <message>
        <source>Save the register as a table</source>
        <translation>将登记本存为表格</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>← Worklist</source>
        <translation>← 工作列表</translation>
    </message>
    <message>
        <source>Critical values: register</source>
        <translation>危急值登记本</translation>
    </message>
    <message>
        <source>Open study (Enter)</source>
        <translation>打开检查（回车）</translation>
    </message>
    <message>
        <source>Read back by telephone…</source>
        <translation>电话复述…</translation>
    </message>
    <message>
        <source>Action by telephone…</source>
        <translation>电话登记处理…</translation>
    </message>
    <message>
        <source>Close…</source>
        <translation>结束…</translation>
    </message>
    <message>
        <source>Only after read-back and action are on record</source>
        <translation>复述和处理都登记后才能结束</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Critical values</source>
        <translation>危急值</translation>
    </message>
</context>
<context>
    <name>rdc::station::ReportEditor</name>
    <message>
        <source>Sign as preliminary</source>
        <translation>签发初步报告</translation>
    </message>
    <message>
        <source>Sign final report</source>
        <translation>签发正式报告</translation>
    </message>
    <message>
        <source>Sign amendment</source>
        <translation>签发更正报告</translation>
    </message>
    <message>
        <source>Cancel report</source>
        <translation>作废报告</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Preliminary</source>
        <translation>初步报告</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>正式报告</translation>
    </message>
    <message>
        <source>Amended</source>
        <translation>更正报告</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已作废</translation>
    </message>
    <message>
        <source>No report yet</source>
        <translation>尚无报告</translation>
    </message>
    <message>
        <source>Draft saved at %1</source>
        <translation>草稿已于 %1 保存</translation>
    </message>
    <message>
        <source>Signed and stored at the centre.</source>
        <translation>已签发，并已保存到中心。</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签发</translation>
    </message>
    <message>
        <source>two signatures</source>
        <translation>双签</translation>
    </message>
    <message>
        <source>Your electronic signature needs a key of your own. It is made on this station and locked with a PIN that only you know: the centre cannot reset it.</source>
        <translation>电子签名需要您自己的密钥。密钥在本工作站生成，由只有您知道的签名密码锁定，中心无法重置该密码。</translation>
    </message>
    <message>
        <source>%1, enter your signing PIN. The key is unlocked for this signature only.</source>
        <translation>%1，请输入签名密码。密钥仅为本次签名解锁。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>诊断报告</translation>
    </message>
    <message>
        <source>View revision</source>
        <translation>查看该版本</translation>
    </message>
    <message>
        <source>Save draft</source>
        <translation>保存草稿</translation>
    </message>
    <message>
        <source>The draft is not at the centre, but kept on this station. %1</source>
        <translation>草稿尚未送达中心，已保留在本工作站。%1</translation>
    </message>
    <message>
        <source>Saving the draft…</source>
        <translation>正在保存草稿…</translation>
    </message>
    <message>
        <source>Rendering and signing…</source>
        <translation>正在生成并签名…</translation>
    </message>
    <message>
        <source>Sending the signed report…</source>
        <translation>正在发送已签名的报告…</translation>
    </message>
    <message>
        <source>Text of yours never reached the centre, and the report has been changed since. It is the first of the revisions below.</source>
        <translation>您有一份文字未送达中心，此后报告已被修改。该文字列在下方版本的第一项。</translation>
    </message>
    <message>
        <source>Your text of %1 had not reached the centre. It is back.</source>
        <translation>您 %1 的文字当时未送达中心，现已恢复。</translation>
    </message>
    <message>
        <source>Unsent text of yours, %1</source>
        <translation>您未送达的文字 %1</translation>
    </message>
    <message>
        <source>Show the text of the chosen revision</source>
        <translation>显示所选版本的文字</translation>
    </message>
    <message>
        <source>Keep the text at the centre, unsigned (Ctrl+S); this also happens by itself</source>
        <translation>把文字保存到中心，不签名（Ctrl+S）；系统也会自动保存</translation>
    </message>
    <message>
        <source>The printed report as it will look (Ctrl+P)</source>
        <translation>查看报告的打印效果（Ctrl+P）</translation>
    </message>
    <message>
        <source>Sign with your own key and send it to the site (Ctrl+Enter)</source>
        <translation>用您自己的密钥签名，并发回检查机构（Ctrl+回车）</translation>
    </message>
    <message>
        <source>A template file was left out. %1</source>
        <translation>有一个模板文件未能读取：%1</translation>
    </message>
    <message>
        <source>The draft is in this window alone: neither at the centre nor on this station&apos;s disk, which is full or cannot be written. Do not close it. %1</source>
        <translation>草稿只在此窗口中：既未送达中心，也未写入本站磁盘（磁盘已满或无法写入）。请勿关闭窗口。%1</translation>
    </message>
    <message>
        <source>This station&apos;s disk is full or cannot be written: what you type is safe only once the draft is saved at the centre.</source>
        <translation>本站磁盘已满或无法写入：草稿保存到中心之后，所输入的内容才算安全。</translation>
    </message>
    <message>
        <source>Returned to its author.</source>
        <translation>已退回书写医师。</translation>
    </message>
</context>
<context>
    <name>rdc::station::ReportForm</name>
    <message>
        <source>Clinical history</source>
        <translation>临床病史</translation>
    </message>
    <message>
        <source>From the request: %1</source>
        <translation>申请单：%1</translation>
    </message>
    <message>
        <source>The device sent no clinical history.</source>
        <translation>设备未传来临床病史。</translation>
    </message>
    <message>
        <source>ECG findings</source>
        <translation>心电图所见</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>影像所见</translation>
    </message>
    <message>
        <source>ECG diagnosis</source>
        <translation>心电图诊断</translation>
    </message>
    <message>
        <source>Impression</source>
        <translation>诊断意见</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>阴性</translation>
    </message>
    <message>
        <source>Positive</source>
        <translation>阳性</translation>
    </message>
    <message>
        <source>Language of the printed report</source>
        <translation>打印报告的语言</translation>
    </message>
    <message>
        <source>Reason for the amendment or cancellation</source>
        <translation>更正或作废的原因</translation>
    </message>
    <message>
        <source>Template…  (F7)</source>
        <translation>报告模板…（F7）</translation>
    </message>
    <message>
        <source>Begin with a template (F7). Ctrl+J goes to the next {field}; 1 to 9 takes a choice; ;key and Tab writes a phrase.</source>
        <translation>选用模板（F7）。Ctrl+J 转到下一个{填写项}；按 1–9 选取选项；输入 ;短语代码 后按 Tab 写入短语。</translation>
    </message>
</context>
<context>
    <name>rdc::station::ReturnDialog</name>
    <message numerus="yes">
        <source>%n character(s) left</source>
        <translation>
            <numerusform>还可输入 %n 字</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>超出 %n 字</numerusform>
        </translation>
    </message>
    <message>
        <source>Return to the author</source>
        <translation>退回书写医师</translation>
    </message>
    <message>
        <source>The report goes back to %1, who changes it and signs it again. Nothing that was signed is altered; your comments stay on record.</source>
        <translation>报告退回 %1，由其修改后重新签名。已签名的内容不会改动，您的意见保留在案。</translation>
    </message>
    <message>
        <source>What is to be changed, and why</source>
        <translation>需要修改的内容及理由</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+回车</translation>
    </message>
</context>
<context>
    <name>rdc::station::ReturnsDialog</name>
    <message>
        <source>Reviewers&apos; comments</source>
        <translation>审核意见</translation>
    </message>
</context>
<context>
    <name>rdc::station::ReviewBar</name>
    <message>
        <source>Returned: %1</source>
        <translation>退回：%1</translation>
    </message>
    <message>
        <source>It waits for your review</source>
        <translation>等待您审核</translation>
    </message>
    <message>
        <source>There are comments of a reviewer</source>
        <translation>有审核意见</translation>
    </message>
    <message numerus="yes">
        <source>All comments (%n)</source>
        <translation>
            <numerusform>全部意见（%n）</numerusform>
        </translation>
    </message>
    <message>
        <source>Show changes</source>
        <translation>显示改动</translation>
    </message>
    <message>
        <source>What the text below changes in the preliminary report that was signed or returned last</source>
        <translation>下方文字对最近签名或退回的初步报告所作的改动</translation>
    </message>
    <message>
        <source>Return to author…</source>
        <translation>退回书写医师…</translation>
    </message>
    <message>
        <source>Give the preliminary report back with comments instead of signing it (Ctrl+Shift+Enter)</source>
        <translation>不签发，填写意见后把初步报告退回书写医师（Ctrl+Shift+回车）</translation>
    </message>
    <message>
        <source>Returned by you, signed again by its author: it waits for your review</source>
        <translation>您曾退回，书写医师已重新签名：等待您审核</translation>
    </message>
    <message>
        <source>Returned by %1, signed again by its author: it waits for a review</source>
        <translation>%1 曾退回，书写医师已重新签名：等待审核</translation>
    </message>
</context>
<context>
    <name>rdc::station::RevisionDialog</name>
    <message>
        <source>Clinical history</source>
        <translation>临床病史</translation>
    </message>
    <message>
        <source>ECG findings</source>
        <translation>心电图所见</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>影像所见</translation>
    </message>
    <message>
        <source>ECG diagnosis</source>
        <translation>心电图诊断</translation>
    </message>
    <message>
        <source>Impression</source>
        <translation>诊断意见</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Positive</source>
        <translation>阳性</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>阴性</translation>
    </message>
    <message>
        <source>Reason for the change</source>
        <translation>修改原因</translation>
    </message>
    <message>
        <source>Show what the text being written changes: struck through is gone, underlined is new</source>
        <translation>显示当前文本的改动：删除线为删去，下划线为新增</translation>
    </message>
    <message>
        <source>Returned: %1</source>
        <translation>退回：%1</translation>
    </message>
</context>
<context>
    <name>rdc::station::SignedDecision</name>
    <message>
        <source>An alarm on this ECG is undecided</source>
        <translation>此心电图的报警尚未裁定</translation>
    </message>
    <message>
        <source>Your signature on this report ends the alarm. What does it say of the case?</source>
        <translation>签发此报告即结束报警。对该病例的结论是什么？</translation>
    </message>
    <message>
        <source>Confirmed…</source>
        <translation>确认…</translation>
    </message>
    <message>
        <source>Refuted…</source>
        <translation>排除…</translation>
    </message>
    <message>
        <source>Not yet: back to the report</source>
        <translation>暂不签发：返回报告</translation>
    </message>
</context>
<context>
    <name>rdc::station::SignedReportBar</name>
    <message>
        <source>Saved as %1</source>
        <translation>已保存到 %1</translation>
    </message>
    <message>
        <source>Checking the signature…</source>
        <translation>正在验证签名…</translation>
    </message>
    <message>
        <source>Signature verified: %1, %2</source>
        <translation>签名验证通过：%1，%2</translation>
    </message>
    <message>
        <source>The signature does not hold: do not use this report. Tell the administrator.</source>
        <translation>签名验证失败：请勿使用此报告，并通知管理员。</translation>
    </message>
    <message>
        <source>The signature could not be checked: %1</source>
        <translation>签名未能验证：%1</translation>
    </message>
    <message>
        <source>Open PDF</source>
        <translation>打开 PDF</translation>
    </message>
    <message>
        <source>Show the signed report as the site gets it</source>
        <translation>查看已签发的报告（与发回机构的一致）</translation>
    </message>
    <message>
        <source>Save PDF…</source>
        <translation>保存 PDF…</translation>
    </message>
    <message>
        <source>Put the signed report into a file</source>
        <translation>把已签发的报告保存为文件</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
    <message>
        <source>This computer has no program that shows a PDF. Save it instead.</source>
        <translation>本机没有可打开 PDF 的程序，请改用“保存 PDF”。</translation>
    </message>
</context>
<context>
    <name>rdc::station::StatementDialog</name>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>rdc::station::WorklistFlow</name>
    <message>
        <source>What you typed is not at the centre yet: nobody else would see it. Try again once it is saved.</source>
        <translation>您写的内容还没有保存到中心，别人看不到。请在保存后再试。</translation>
    </message>
</context>
<context>
    <name>rdc::station::WorklistLists</name>
    <message>
        <source>Open</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>未读</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>已报告</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>My drafts</source>
        <translation>我的草稿</translation>
    </message>
    <message>
        <source>Returned to me</source>
        <translation>退回给我</translation>
    </message>
    <message>
        <source>Assigned to me</source>
        <translation>指派给我</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>rdc::station::WorklistModel</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>急诊</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>加急</translation>
    </message>
    <message>
        <source>Routine</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>未读</translation>
    </message>
    <message>
        <source>Being read</source>
        <translation>阅片中</translation>
    </message>
    <message>
        <source>Preliminary</source>
        <translation>初步报告</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>已签发</translation>
    </message>
    <message>
        <source>Amended</source>
        <translation>更正报告</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已作废</translation>
    </message>
    <message>
        <source>M</source>
        <translation>男</translation>
    </message>
    <message>
        <source>F</source>
        <translation>女</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>%1 y</source>
        <translation>%1岁</translation>
    </message>
    <message>
        <source>%1 mo</source>
        <translation>%1个月</translation>
    </message>
    <message>
        <source>%1 wk</source>
        <translation>%1周</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1天</translation>
    </message>
    <message>
        <source>overdue %1</source>
        <translation>超时 %1</translation>
    </message>
    <message>
        <source>%1 (me)</source>
        <translation>%1（我）</translation>
    </message>
    <message>
        <source>An image arrived twice with different contents. Both are kept.</source>
        <translation>有图像两次到达而内容不同，两份均已保留。</translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation>紧急程度</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>检查机构</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Sex, age</source>
        <translation>性别 年龄</translation>
    </message>
    <message>
        <source>Examination</source>
        <translation>检查项目</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>图像数</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>阅片医师</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>已退回</translation>
    </message>
    <message>
        <source>Draft: %1</source>
        <translation>草稿：%1</translation>
    </message>
    <message>
        <source>Preliminary report: %1</source>
        <translation>初步报告：%1</translation>
    </message>
    <message>
        <source>Returned to %1 by %2</source>
        <translation>由 %2 退回给 %1</translation>
    </message>
    <message>
        <source>Assigned to %1 by %2</source>
        <translation>由 %2 指派给 %1</translation>
    </message>
    <message>
        <source>Signed again</source>
        <translation>已重新签名</translation>
    </message>
    <message>
        <source>Amendment to sign</source>
        <translation>更正待签发</translation>
    </message>
    <message>
        <source>returned by you</source>
        <translation>您曾退回</translation>
    </message>
    <message>
        <source>returned by %1</source>
        <translation>%1 曾退回</translation>
    </message>
    <message>
        <source>written by %1</source>
        <translation>%1 书写</translation>
    </message>
    <message>
        <source>Returned by %1, signed again by its author</source>
        <translation>%1 曾退回，书写医师已重新签名</translation>
    </message>
    <message>
        <source>An amendment that somebody other than its author signs</source>
        <translation>更正报告须由书写医师以外的医师签发</translation>
    </message>
</context>
<context>
    <name>rdc::station::WorklistPage</name>
    <message>
        <source>All modalities</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>All sites</source>
        <translation>全部机构</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %1 / 共 %2 项</translation>
    </message>
    <message>
        <source>%1 overdue</source>
        <translation>%1 项超时</translation>
    </message>
    <message>
        <source>Search name, ID or accession number (Ctrl+F)</source>
        <translation>查找姓名、病历号或检查号（Ctrl+F）</translation>
    </message>
    <message>
        <source>Open study</source>
        <translation>打开检查</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Loading the worklist…</source>
        <translation>正在加载工作列表…</translation>
    </message>
    <message>
        <source>No study passes the filter and the search above.</source>
        <translation>没有符合上方筛选和查找条件的检查。</translation>
    </message>
    <message>
        <source>There is no study on the worklist.</source>
        <translation>工作列表中没有检查。</translation>
    </message>
    <message>
        <source>Open and reserve the selected study (Enter)</source>
        <translation>打开并领取所选检查（回车）</translation>
    </message>
    <message>
        <source>Ask for the whole list again (F5); changes arrive by themselves</source>
        <translation>重新获取完整列表（F5）；变化会自动到达</translation>
    </message>
    <message>
        <source>Assign…</source>
        <translation>指派…</translation>
    </message>
    <message>
        <source>Give the selected study to a reader, or lift its assignment (Ctrl+T)</source>
        <translation>把所选检查指派给某位医师，或取消指派（Ctrl+T）</translation>
    </message>
    <message>
        <source>Archive…</source>
        <translation>档案…</translation>
    </message>
    <message>
        <source>Search the whole archive by patient (Ctrl+Shift+F)</source>
        <translation>按患者查找中心的全部检查（Ctrl+Shift+F）</translation>
    </message>
    <message>
        <source>Show this list (%1)</source>
        <translation>显示此列表（%1）</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>Studies to be read</source>
        <translation>待诊断的检查</translation>
    </message>
</context>
<context>
    <name>rdc::ui::CalibrationDialog</name>
    <message>
        <source>%1 pixels are one millimetre.</source>
        <translation>每毫米 %1 像素。</translation>
    </message>
    <message>
        <source>Type both lengths.</source>
        <translation>请填写两个长度。</translation>
    </message>
    <message>
        <source>The two lengths differ by more than 2 %: measure again, or set the monitor to its own resolution.</source>
        <translation>两个长度相差超过2 %：请重新测量，或将显示器设为其原生分辨率。</translation>
    </message>
    <message>
        <source>No monitor has pixels of this size: measure again.</source>
        <translation>没有显示器的像素是这个大小：请重新测量。</translation>
    </message>
    <message>
        <source>Calibrate this screen</source>
        <translation>校准本屏幕</translation>
    </message>
    <message>
        <source>Lay a ruler on the screen and measure the two lines, across and upright, between the ends&apos; short strokes. It holds for this screen only; move the window to another screen to calibrate that one.</source>
        <translation>用直尺在屏幕上量出横线和竖线两端短划之间的长度。校准仅对本屏幕有效；要校准另一块屏幕，请把窗口移过去。</translation>
    </message>
    <message>
        <source>Line across</source>
        <translation>横线</translation>
    </message>
    <message>
        <source>Line upright</source>
        <translation>竖线</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>rdc::ui::CaseTimeline</name>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>points contradict each other</source>
        <translation>时间点相互矛盾</translation>
    </message>
    <message>
        <source>Onset of symptoms</source>
        <translation>症状发作</translation>
    </message>
    <message>
        <source>First medical contact</source>
        <translation>首次医疗接触</translation>
    </message>
    <message>
        <source>ECG begun</source>
        <translation>心电图开始</translation>
    </message>
    <message>
        <source>ECG recorded</source>
        <translation>心电图完成</translation>
    </message>
    <message>
        <source>ECG safe at the site</source>
        <translation>基层已保存</translation>
    </message>
    <message>
        <source>ECG on its way</source>
        <translation>开始上传</translation>
    </message>
    <message>
        <source>ECG at the centre</source>
        <translation>中心已接收</translation>
    </message>
    <message>
        <source>ECG opened by a reader</source>
        <translation>医师打开</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Alarm raised</source>
        <translation>报警发出</translation>
    </message>
    <message>
        <source>Alarm sounding</source>
        <translation>报警鸣响</translation>
    </message>
    <message>
        <source>Alarm acknowledged</source>
        <translation>报警已接收</translation>
    </message>
    <message>
        <source>Alarm escalated</source>
        <translation>报警升级</translation>
    </message>
    <message>
        <source>Answer at the site</source>
        <translation>答复到达基层</translation>
    </message>
    <message>
        <source>Answer read back</source>
        <translation>答复已复述</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Ambulance called</source>
        <translation>呼叫救护车</translation>
    </message>
    <message>
        <source>Door in</source>
        <translation>入门</translation>
    </message>
    <message>
        <source>Door out</source>
        <translation>转出</translation>
    </message>
    <message>
        <source>Arrival at the hospital</source>
        <translation>到达医院</translation>
    </message>
    <message>
        <source>Laboratory activated</source>
        <translation>导管室启动</translation>
    </message>
    <message>
        <source>Laboratory ready</source>
        <translation>导管室就绪</translation>
    </message>
    <message>
        <source>Lysis begun</source>
        <translation>开始溶栓</translation>
    </message>
    <message>
        <source>Wire through</source>
        <translation>导丝通过</translation>
    </message>
    <message>
        <source>Chest-pain button</source>
        <translation>胸痛按钮</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Opened again</source>
        <translation>重新打开</translation>
    </message>
    <message>
        <source>Merged with another case</source>
        <translation>与另一病例合并</translation>
    </message>
    <message>
        <source>ECG recorder</source>
        <translation>心电图机</translation>
    </message>
    <message>
        <source>site&apos;s computer</source>
        <translation>基层电脑</translation>
    </message>
    <message>
        <source>station</source>
        <translation>阅片站</translation>
    </message>
    <message>
        <source>centre</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>typed</source>
        <translation>人工录入</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1小时%2分</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1分钟</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1分%2秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1秒</translation>
    </message>
    <message>
        <source>clock %1 s ± %2 s</source>
        <translation>时钟 %1 s ± %2 s</translation>
    </message>
    <message>
        <source>clock never compared</source>
        <translation>时钟未比对</translation>
    </message>
    <message>
        <source>± %1 s</source>
        <translation>± %1 s</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>changed: %1</source>
        <translation>修改：%1</translation>
    </message>
</context>
<context>
    <name>rdc::ui::EcgSheet</name>
    <message>
        <source>Screen calibrated: millimetres are true</source>
        <translation>屏幕已校准，毫米为实际长度</translation>
    </message>
    <message>
        <source>Millimetres as the screen reports its size; not calibrated</source>
        <translation>毫米按屏幕上报的尺寸计算，未校准</translation>
    </message>
    <message>
        <source>Reduced to fit: millimetres are not true on this screen</source>
        <translation>已缩小以适应窗口，屏幕上的毫米非实际长度</translation>
    </message>
    <message>
        <source>Screen not calibrated: fitted to the window, millimetres are not true</source>
        <translation>屏幕未校准，已按窗口放大，毫米非实际长度</translation>
    </message>
</context>
<context>
    <name>rdc::ui::LoginPanel</name>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>登录</translation>
    </message>
</context>
<context>
    <name>rdc::ui::SecretDialog</name>
    <message>
        <source>Current password</source>
        <translation>当前密码</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>New signing PIN</source>
        <translation>新签名密码</translation>
    </message>
    <message>
        <source>Signing PIN</source>
        <translation>签名密码</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>修改密码</translation>
    </message>
    <message>
        <source>Set up electronic signature</source>
        <translation>设置电子签名</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message numerus="yes">
        <source>At least %n characters are needed.</source>
        <translation>
            <numerusform>至少需要 %n 个字符。</numerusform>
        </translation>
    </message>
    <message>
        <source>The two entries differ. Type both again.</source>
        <translation>两次输入不一致，请重新输入。</translation>
    </message>
</context>
</TS>
