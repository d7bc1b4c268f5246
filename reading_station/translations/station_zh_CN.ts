<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>rdc::station::ClaimKeeper</name>
    <message>
        <source>The link was down too long: the study is free for others again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::EcgPage</name>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrangement of the leads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper speed (keys &lt; and &gt;, or Ctrl and the wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain (keys + and -, or the wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to measure time and voltage</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::Errors</name>
    <message>
        <source>User name or password is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many wrong passwords: try again in 15 minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The initial password must be changed first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new password needs at least 10 characters and must differ from the old one and from the user name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login has expired. Please log in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another reader has taken this study. It can be viewed, not reported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The study is no longer reserved for you. Open it again from the worklist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report was changed elsewhere meanwhile. Reload it; your text is kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signing PIN is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A signing PIN has at least 6 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have no signing key yet. Set up your electronic signature first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You already have a signing key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second person must review and sign this report.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The centre&apos;s copy of this object is damaged. Tell the administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What arrived is not what was stored: the transfer is repeated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of this station is full: free some space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The enrolment code is mistyped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The enrolment code does not open this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The centre cannot be reached now. Trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not allow this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not exist, or not for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::MainWindow</name>
    <message>
        <source>● Connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● No connection: what is open can be read on; drafts are saved when it is back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading station — %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading station %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter: open   ·   Ctrl+F: search   ·   F5: refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+W: back to the worklist</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::ReadingPage</name>
    <message>
        <source>Reserved for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading: %1 of %2 kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the study…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This study holds nothing that can be shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>This study (%n earlier)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>EARLIER STUDY on the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← Worklist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the worklist and give the study back (Ctrl+W)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show tracing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::ReportDesk</name>
    <message>
        <source>Saving the draft…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is still being saved: try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the reason for the change first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The impression is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rendering and signing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending the signed report…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::ReportEditor</name>
    <message>
        <source>Sign as preliminary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign final report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign amendment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preliminary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No report yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft saved at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The draft is not saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed and stored at the centre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two signatures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your electronic signature needs a key of your own. It is made on this station and locked with a PIN that only you know: the centre cannot reset it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, enter your signing PIN. The key is unlocked for this signature only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clinical history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Impression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason for the change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason for the amendment or cancellation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View revision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the printed report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::WorklistModel</name>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Routine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preliminary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 mo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 wk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>overdue %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (me)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An image arrived twice with different contents. Both are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Urgency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Site</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sex, age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::station::WorklistPage</name>
    <message>
        <source>All modalities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All sites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 overdue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search name, ID or accession number (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open study</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::ui::EcgSheet</name>
    <message>
        <source>Screen calibrated: millimetres are true</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Millimetres as the screen reports its size; not calibrated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduced to fit: millimetres are not true on this screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen not calibrated: millimetres are approximate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::ui::LoginPanel</name>
    <message>
        <source>User name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log in</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rdc::ui::SecretDialog</name>
    <message>
        <source>Current password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New signing PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set up electronic signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>At least %n characters are needed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The two entries differ. Type both again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
