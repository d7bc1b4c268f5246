#!/usr/bin/env python3
"""Makes the starting inputs of the ECG fuzz targets: tests/fuzz/make_ecg_corpus.py ECG_TOOL

What `ecg convert` writes is written by it; the formats that are only read are put together here. Everything is made up.
"""
import base64
import pathlib
import struct
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).parent / "corpus"
LEADS = "I,II,V1,V3R"


def put(target, name, data):
    folder = CORPUS / f"ecg_{target}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    everything = CORPUS / "ecg_any"
    everything.mkdir(parents=True, exist_ok=True)
    if target != "wfdb":
        (everything / f"{target}-{name}").write_bytes(data)


def table(samples):
    rows = [f"{i % 7 * 10 - 30},{i % 5 * 20},{-(i % 3) * 5},{i}" for i in range(samples)]
    return ("# rate_hz: 500\n# unit: uV\n# age: 63\n# sex: female\n# acquired_at: 20261124090807\n"
            f"# statement: Sinus rhythm\n{LEADS}\n" + "\n".join(rows) + "\n").encode()


def written_by_the_tool(tool):
    source = table(40)
    put("csv", "four-leads", source)
    put("csv", "time-column", b"time (ms);I [mV];II (uV)\n0;0.1;5\n4;;6\n8;-0.2;7\n")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "in.csv").write_bytes(source)
        for form, suffix in (("scp", "scp"), ("aecg", "xml"), ("dicom", "dcm"), ("wfdb", "hea")):
            subprocess.run([tool, "convert", folder / "in.csv", folder / f"out.{suffix}", "--to", form], check=True)
        put("scp", "four-leads", (folder / "out.scp").read_bytes())
        put("aecg", "four-leads", (folder / "out.xml").read_bytes())
        put("dicom", "four-leads", (folder / "out.dcm").read_bytes())
        put("wfdb", "four-leads", (folder / "out.hea").read_bytes() + b"\0" + (folder / "out.dat").read_bytes())


def scp(sections, version=20, pointers=12):
    """A file without right checksums, which are warnings only."""
    zero = 16 + 10 * pointers
    at, table, rest = 6 + zero, struct.pack("<HII", 0, zero, 7), b""
    for number in range(1, pointers):
        content = sections.get(number)
        if content is None:
            table += struct.pack("<HII", number, 0, 0)
            continue
        table += struct.pack("<HII", number, 16 + len(content), at + 1)
        rest += struct.pack("<HHIBB6x", 0, number, 16 + len(content), version, version) + content
        at += 16 + len(content)
    return struct.pack("<HI", 0, at) + struct.pack("<HHIBB6s", 0, 0, zero, version, version, b"SCPECG") + table + rest


def scp_variants():
    lead = struct.pack("<BBIIB", 1, 1, 1, 40, 2)
    plain = lambda values: struct.pack(f"<{len(values)}h", *values)
    wave = lambda step, interval, order, bimodal, data: struct.pack("<HHBBH", step, interval, order, bimodal, len(data)) + data
    codes = struct.pack("<HHBBBhI", 1, 2, 1, 1, 1, 3, 0) + struct.pack("<BBBhI", 1, 9, 1, 0, 1)
    two_tables = (struct.pack("<HH", 2, 2) + struct.pack("<BBBhI", 1, 1, 1, 5, 0) + struct.pack("<BBBhI", 1, 1, 0, 2, 1) +
                  struct.pack("<H", 1) + struct.pack("<BBBhI", 1, 5, 1, 0, 1))
    qrs = struct.pack("<HHH", 10, 3, 1) + struct.pack("<HIII", 0, 8, 10, 12) + struct.pack("<II", 17, 24)
    put("scp", "reference-beat", scp({3: lead, 4: qrs, 5: wave(2000, 2000, 1, 0, plain([1, 2, 3, 2, 1])),
                                      6: wave(1000, 2000, 2, 0, plain(range(40)))}))
    put("scp", "bimodal", scp({3: lead, 4: qrs, 5: wave(1000, 2000, 0, 0, plain([1, 2, 3])),
                               6: wave(1000, 8000, 0, 1, plain([25] * 16))}))
    put("scp", "custom-table", scp({2: codes, 3: lead, 6: wave(1000, 2000, 0, 0, bytes(range(24)))}))
    hours = (struct.pack("<IBIBHBBBBB", 250, 2, 30, 2, 2026, 11, 28, 23, 59, 58) + bytes(45) + struct.pack("<II", 3, 2) + b"texts" +
             struct.pack("<BHBBHB", 1, 2500, 0, 2, 1000, 0) + plain(range(60)))
    put("scp", "long", scp({12: hours}, 30, 19))
    put("scp", "two-tables", scp({2: two_tables, 3: lead, 6: wave(1000, 2000, 0, 0, bytes(range(1, 25)))}))


def xml_variants():
    samples = base64.b64encode(struct.pack("<8h", 1, -2, 3, -4, 5, -6, 7, -8)).decode()
    lead = lambda name: (f"<LeadData><LeadSampleCountTotal>8</LeadSampleCountTotal><LeadAmplitudeUnitsPerBit>4.88"
                         f"</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><LeadID>{name}</LeadID>"
                         f"<LeadSampleSize>2</LeadSampleSize><WaveFormData>{samples}</WaveFormData></LeadData>")
    wave = lambda kind: (f"<Waveform><WaveformType>{kind}</WaveformType><SampleBase>500</SampleBase><SampleExponent>0"
                         f"</SampleExponent><HighPassFilter>5</HighPassFilter>{lead('I')}{lead('V1')}</Waveform>")
    put("muse", "two-leads", ("<?xml version=\"1.0\"?><RestingECG><PatientDemographics><PatientAge>63</PatientAge></PatientDemographics>"
                              f"<Diagnosis><DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>Normal</StmtText>"
                              f"</DiagnosisStatement></Diagnosis>{wave('Median')}{wave('Rhythm')}</RestingECG>").encode())
    codes, pending, bits, packed = [0, 256, 0, 5, 7, 64, 64, 1023], 0, 0, b""
    for code in codes:
        pending, bits = pending << 10 | code, bits + 10
        while bits >= 8:
            bits -= 8
            packed += bytes([pending >> bits & 255])
    chunk = struct.pack("<IHh", len(packed), 1, 0) + packed
    for name, attributes, data in (
            ("xli", 'dataencoding="Base64" compression="XLI" numberofleads="6"', base64.b64encode(chunk * 6).decode()),
            ("xli-1.03", 'dataencoding="Base64" compressflag="True" compressmethod="XLI"', base64.b64encode(chunk * 2).decode()),
            ("base64", 'dataencoding="Base64" leadlabels="I II" durationperchannel="8"', samples),
            ("plain", 'dataencoding="Plain" compressflag="False" durationperchannel="4"', "1 2 -3 4")):
        put("philips", name, ("<restingecgdata><documentinfo><documentversion>1.04</documentversion></documentinfo><dataacquisition "
                              "date=\"2026-11-24\" time=\"09:08:07\"><signalcharacteristics><samplingrate>500</samplingrate>"
                              "<resolution>5</resolution><bitspersample>16</bitspersample><numberchannelsvalid>2</numberchannelsvalid>"
                              f"</signalcharacteristics></dataacquisition><waveforms><parsedwaveforms {attributes}>{data}"
                              f"</parsedwaveforms><repbeats dataencoding=\"Base64\"><repbeat leadname=\"I\"><waveform>{samples}"
                              "</waveform></repbeat></repbeats></waveforms></restingecgdata>").encode())


def edf():
    signals = [("ECG II", "uV", -3276.8, 3276.7, -32768, 32767, 4), ("Resp", "mmHg", 0, 100, 0, 2047, 2),
               ("EDF Annotations", "", -1, 1, -32768, 32767, 2)]
    pad = lambda text, width: str(text).ljust(width)[:width].encode()
    head = pad("0", 8) + pad("P-7 F 02-MAR-1951 Name", 80) + pad("", 80) + b"24.11.2609.08.07"
    head += pad(256 * (1 + len(signals)), 8) + pad("EDF+C", 44) + pad(3, 8) + pad("0.01", 8) + pad(len(signals), 4)
    for width, column in ((16, 0), (80, None), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (80, None), (8, 6), (32, None)):
        head += b"".join(pad("HP:0.05Hz" if width == 80 else "", width) if column is None else pad(s[column], width) for s in signals)
    put("edf", "plus", head + bytes(range(48)))


def mfer():
    tag = lambda number, value: bytes([number, len(value)]) + value
    head = b"@\x06MFR  1" + tag(1, b"\x01") + tag(0x0B, b"\x01\xFD\x02\x00") + tag(0x0C, b"\x00\xFA\x05\x00")
    put("mfer", "two-channels", head + tag(4, b"\x02\0\0\0") + tag(5, b"\x02") + tag(6, b"\x02") + b"\x3F\x00\x03\x09\x01\x02" +
        b"\x3F\x01\x08\x09\x01\x3E\x0C\x03\x00\xFA\x01" + tag(0x1E, bytes(range(16))) + b"\x80\x00")
    put("mfer", "floats-and-patient", head + tag(0x17, b"Maker^Model^1") + tag(0x84, b"\x02") + tag(0x85, b"\xEA\x07\x0B\x18\x09\x08\x07") +
        tag(0x0A, b"\x07") + b"\x1E\x82\x00\x08" + bytes(8))


def wfdb():
    for code, size in ((8, 1), (16, 2), (24, 3), (32, 4), (61, 2), (80, 1), (160, 2), (212, 2), (310, 2), (311, 2)):
        put("wfdb", f"format-{code}", f"r 2 250 6\nr.dat {code} 200(5)/mV 12 0 1 7 0 I\nr.dat {code} 200 12 0 1 7 0 V2\n".encode() +
            b"\0" + bytes(range(12 * size)))
    put("wfdb", "skew-and-frames", b"r 2 250 3 09:08:07 24/11/2026\nr.dat 16x2:1+2 200 12 0 1 7 0 I\nr.dat 16 2/mmHg 12 0 1 7 0 ABP\n# 69 M\n\0" +
        bytes(range(20)))
    put("wfdb", "segments", b"m/3 1 250 9\na 3\n~ 3\nb 3\n\n=\na 1 250 3\na.dat 16 200 12 0 1 7 0 II\n\0" + bytes(range(6)))


def main():
    written_by_the_tool(sys.argv[1])
    scp_variants()
    xml_variants()
    edf()
    mfer()
    wfdb()


if __name__ == "__main__":
    main()
