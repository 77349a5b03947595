"""Prints what the tests of one Maven run came to, by module: test-counts.py ROOT START (seconds since the epoch)

Ends with 1 if there were none, or if one failed.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

KINDS = {"surefire-reports": "unit", "failsafe-reports": "contract"}


def reports(root, start):
    for folder, kind in KINDS.items():
        for report in sorted([*root.glob(f"*/target/{folder}/TEST-*.xml"), *root.glob(f"target/{folder}/TEST-*.xml")]):
            if report.stat().st_mtime >= start:
                module = report.relative_to(root).parts[0]
                # The plugin's sources are the root's; its tests run in a real Jenkins.
                yield *(("plugin", "plugin") if module == "target" else (module, kind)), ElementTree.parse(report).getroot()


def main():
    root, start = Path(sys.argv[1]), float(sys.argv[2])
    rows = {}
    for module, kind, suite in reports(root, start):
        row = rows.setdefault((module, kind), {"tests": 0, "failures": 0, "errors": 0, "skipped": 0, "time": 0.0})
        for key in row:
            row[key] += type(row[key])(float(suite.get(key, "0").replace(",", "")))
    print(f"  {'module':<14} {'tests of':<10} {'run':>6} {'failed':>7} {'skipped':>8} {'seconds':>8}")
    for (module, kind), row in sorted(rows.items(), key=lambda item: (item[0][0], item[0][1] == "contract")):
        failed = row["failures"] + row["errors"]
        print(f"  {module:<14} {kind:<10} {row['tests']:>6} {failed:>7} {row['skipped']:>8} {row['time']:>8.1f}")
    run = sum(row["tests"] for row in rows.values())
    failed = sum(row["failures"] + row["errors"] for row in rows.values())
    skipped = sum(row["skipped"] for row in rows.values())
    print(f"  {'all':<25} {run:>6} {failed:>7} {skipped:>8}")
    if not run:
        print("  No test was run.")
    sys.exit(1 if failed or not run else 0)


main()
