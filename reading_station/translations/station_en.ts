<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
