#!/usr/bin/env bash
# Takes the pictures of approvals in docs/images anew: what the browser tests see, on real MLflow and DVC. The harness of these
# tests lacks some of the symbols of Jenkins’ own pages; scripts/screenshots.py takes pictures of those.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$root/scripts/lib.sh"
trap stop_child EXIT
trap 'exit 130' INT TERM

check_machine
set_up_tools both
jenkins_resolves || fail "Jenkins' artifacts do not resolve: there is nothing to take pictures of"
maven=mvn
set_up_maven
set_up_browser || fail "There is no Chromium with its driver. On Debian: apt-get install chromium chromium-driver fonts-dejavu-core"

taken=$(mktemp -d)
wait_for "Pictures" "$taken/log" "$maven" -B --file "$root/pom.xml" --activate-profiles jenkins \
    -Dsurefire.failIfNoSpecifiedTests=false -Dspotbugs.skip -Dspotless.check.skip \
    -Dtest=ApprovalStoryTest,ApprovalPagesTest -DmodelGate.pictures="$taken" test
# Few colours: that makes them small.
"$tools/venv/bin/python" - "$taken" "$root/docs/images" <<'PYTHON'
import sys
from pathlib import Path
from PIL import Image

WANTED = [
    "approvals", "approvals-dark", "approval", "approval-dark", "approval-refused", "approval-refused-dark",
    "approval-changed", "approval-changed-dark", "approval-promoted", "approval-promoted-dark",
    "approvals-settled", "approvals-settled-dark",
]
for name in WANTED:
    picture = Path(sys.argv[2]) / f"{name}.png"
    Image.open(Path(sys.argv[1]) / f"{name}.png").convert("RGB").quantize(64).save(picture, optimize=True)
    print(f"  {picture.stat().st_size // 1024:4} KiB  {picture}")
PYTHON
rm -r "$taken"
