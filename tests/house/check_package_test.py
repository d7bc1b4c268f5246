#!/usr/bin/env python3
"""The check of the package must be able to fail: one bad part of each kind is refused, good ones are not."""
import sys

from refusal import prove

UNIT = "[Service]\nUser=rdc-router\nExecStart=/usr/bin/dicom-router serve\nProtectSystem=strict\n"
BAD = {
    "packaging/systemd/a.service": UNIT,  # neither restarted nor stopped
    "packaging/systemd/dicom-router.service": UNIT.replace("bin/dicom-router", "bin/router"),
    "packaging/systemd/acquisition-agent.service":
        "[Service]\nUser=rdc-agent\nExecStart=/usr/bin/acquisition-agent run\nProtectSystem=strict\n",
    "packaging/systemd/b.service": UNIT.replace("rdc-router", "rdc-other"),
    "packaging/systemd/c.service": "[Service]\n",
    "packaging/applications/station.desktop": "[Desktop Entry]\nExec=station\n",
}
UNITS = "dicom-router.service acquisition-agent.service b.service c.service"
GOOD = {
    "CMakeLists.txt": "rdc_program(dicom-router DEPENDS x)\n  rdc_program(acquisition-agent)\ninstall(TARGETS ecg RUNTIME)\n",
    "packaging/debian/postinst": f"for user in rdc-router rdc-agent; do :; done\nsystemctl try-restart {UNITS}\n",
    "packaging/debian/prerm": f"systemctl disable --now {UNITS}\n",
    "packaging/systemd/dicom-router.service": UNIT,
    "packaging/systemd/acquisition-agent.service":
        "[Service]\nUser=rdc-agent\nExecStart=/usr/bin/acquisition-agent run\nProtectSystem=full\n",
    "packaging/applications/tool.desktop": "[Desktop Entry]\nExec=ecg\n",
}


if __name__ == "__main__":
    sys.exit(prove("check_package.py", BAD, GOOD))
