<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>rdc::station::AlarmWindow</name>
    <message numerus="yes">
        <source>%n more alarm(s): Up and Down choose</source>
        <translation>
            <numerusform>%n more alarm: Up and Down choose</numerusform>
            <numerusform>%n more alarms: Up and Down choose</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::ArchivePage</name>
    <message numerus="yes">
        <source>%n studies</source>
        <translation>
            <numerusform>%n study</numerusform>
            <numerusform>%n studies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n studies; there are more</source>
        <translation>
            <numerusform>The newest study; there are more</numerusform>
            <numerusform>The newest %n studies; there are more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::BatchPage</name>
    <message numerus="yes">
        <source>Sign %n report(s)</source>
        <translation>
            <numerusform>Sign %n report</numerusform>
            <numerusform>Sign %n reports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::BoardWindow</name>
    <message numerus="yes">
        <source>Chest pain: %n open</source>
        <translation>
            <numerusform>Chest pain: %n open</numerusform>
            <numerusform>Chest pain: %n open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseBar</name>
    <message numerus="yes">
        <source>%n not yet answered by the centre</source>
        <translation>
            <numerusform>%n not yet answered by the centre</numerusform>
            <numerusform>%n not yet answered by the centre</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::MainWindow</name>
    <message numerus="yes">
        <source>Chest pain: %n (Ctrl+E)</source>
        <translation>
            <numerusform>Chest pain: %n (Ctrl+E)</numerusform>
            <numerusform>Chest pain: %n (Ctrl+E)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::NoticeBar</name>
    <message numerus="yes">
        <source>%n not yet answered by the centre</source>
        <translation>
            <numerusform>%n not yet answered by the centre</numerusform>
            <numerusform>%n not yet answered by the centre</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more in the register</source>
        <translation>
            <numerusform>and %n more in the register</numerusform>
            <numerusform>and %n more in the register</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::NoticeDialog</name>
    <message numerus="yes">
        <source>%n critical value(s) of this study were sent before.</source>
        <translation>
            <numerusform>One critical value of this study was sent before.</numerusform>
            <numerusform>%n critical values of this study were sent before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::OverdueBar</name>
    <message numerus="yes">
        <source>%n min past the limit</source>
        <translation>
            <numerusform>%n min past the limit</numerusform>
            <numerusform>%n min past the limit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::ReadingPage</name>
    <message numerus="yes">
        <source>This study (%n earlier)</source>
        <translation>
            <numerusform>This study (%n earlier)</numerusform>
            <numerusform>This study (%n earlier)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::ReturnDialog</name>
    <message numerus="yes">
        <source>%n character(s) left</source>
        <translation>
            <numerusform>%n character left</numerusform>
            <numerusform>%n characters left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>%n character too many</numerusform>
            <numerusform>%n characters too many</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::ReviewBar</name>
    <message numerus="yes">
        <source>All comments (%n)</source>
        <translation>
            <numerusform>All comments (%n)</numerusform>
            <numerusform>All comments (%n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::ui::SecretDialog</name>
    <message numerus="yes">
        <source>At least %n characters are needed.</source>
        <translation>
            <numerusform>At least %n character is needed.</numerusform>
            <numerusform>At least %n characters are needed.</numerusform>
        </translation>
    </message>
</context>
</TS>
