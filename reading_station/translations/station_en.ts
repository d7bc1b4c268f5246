<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>rdc::station::AlarmWindow</name>
    <message numerus="yes">
        <source>%n more alarm(s): Up and Down choose</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::BoardWindow</name>
    <message numerus="yes">
        <source>Chest pain: %n open</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::CaseBar</name>
    <message numerus="yes">
        <source>%n not yet answered by the centre</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>rdc::station::MainWindow</name>
    <message numerus="yes">
        <source>Chest pain: %n (Ctrl+E)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
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
