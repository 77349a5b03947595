# Sourced by ./verify and ./demo: how they speak, what they need of the machine, and the Python tools that they set up.
# shellcheck shell=bash

# Java reads file names in the locale's encoding, and the tests have names in many alphabets.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' blue=$'\e[34m' plain=$'\e[0m'
else
    bold='' dim='' red='' green='' yellow='' blue='' plain=''
fi

heading() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
good() { printf '  %s✓%s %s\n' "$green" "$plain" "$*"; }
note() { printf '  %s·%s %s\n' "$dim" "$plain" "$*"; }
loud() { printf '\n%s%s!! %s%s\n' "$bold" "$yellow" "$*" "$plain"; }
fail() {
    printf '\n%s%s✗ %s%s\n' "$bold" "$red" "$*" "$plain" >&2
    exit 1
}

# minutes <seconds>: 75 -> 1 min 15 s
minutes() {
    if [ "$1" -lt 60 ]; then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi
}

# at_least <version> <major> <minor>
at_least() {
    local major minor
    IFS=. read -r major minor _ <<<"$1."
    major=${major%%[!0-9]*} minor=${minor%%[!0-9]*}
    [ "${major:-0}" -gt "$2" ] || { [ "${major:-0}" -eq "$2" ] && [ "${minor:-0}" -ge "$3" ]; }
}

# wait_for <what> <log> <command…>: runs the command in the background, shows that it goes on, shows the log's end if it fails.
wait_for() {
    local what=$1 log=$2 start=$SECONDS told=0 spent
    shift 2
    set -m # a process group of its own, so that it can be ended with all that it started
    "$@" >"$log" 2>&1 </dev/null &
    child=$!
    set +m
    while kill -0 "$child" 2>/dev/null; do
        spent=$((SECONDS - start))
        if [ -n "$plain" ]; then
            printf '\r  %s…%s %s %s%s%s ' "$blue" "$plain" "$what" "$dim" "$(minutes "$spent")" "$plain"
        elif [ "$spent" -ge $((told + 30)) ]; then
            told=$spent
            note "$what: still at it after $(minutes "$spent")"
        fi
        sleep 0.2
    done
    [ -z "$plain" ] || printf '\r\e[K'
    if wait "$child"; then
        child=''
        good "$what $dim($(minutes $((SECONDS - start))))$plain"
    else
        child=''
        tail -n 25 "$log" | sed 's/^/    /' >&2
        fail "$what: failed. The whole output is in $log"
    fi
}

# Ends what wait_for waits for, if it does: the terminal's interrupt does not reach it.
stop_child() {
    [ -z "${child:-}" ] || kill -- "-$child" 2>/dev/null || true
}

python_version() {
    "$1" -c 'import ensurepip, venv, sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

# find_python <greatest minor version>: the first Python 3.10 or later, up to that one, that can make a venv.
find_python() {
    local name version
    for name in "${MODEL_GATE_PYTHON:-python3}" python3.13 python3.12 python3.11 python3.10; do
        version=$(python_version "$name") || continue
        if at_least "$version" 3 10 && ! at_least "$version" 3 $(($1 + 1)); then
            command -v "$name"
            return
        fi
    done
    return 1
}

# Says everything that is missing at once, with the Debian package that brings it.
check_machine() {
    local missing=() maven java version
    if maven=$(mvn --version 2>/dev/null); then
        version=$(sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p' <<<"$maven")
        at_least "$version" 3 8 || missing+=("Maven 3.8 or later (here is $version)|maven")
        java=$(sed -n 's/^Java version: \([0-9.]*\).*/\1/p' <<<"$maven")
        at_least "$java" 17 0 || missing+=("Maven runs on Java $java: JDK 17 or later, named by JAVA_HOME|openjdk-17-jdk-headless")
    else
        missing+=("Maven 3.8 or later|maven")
    fi
    if ! version=$("${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version 2>&1); then
        missing+=("a JDK, 17 or later (javac)|openjdk-17-jdk-headless")
    elif ! at_least "${version#javac }" 17 0; then
        missing+=("JDK 17 or later (here is ${version#javac })|openjdk-17-jdk-headless")
    fi
    find_python 99 >/dev/null || missing+=("Python 3.10 or later with venv|python3 python3-venv")
    command -v git >/dev/null || missing+=("git|git")
    [ "${#missing[@]}" -eq 0 ] && return
    printf '%sThis machine lacks:%s\n' "$bold" "$plain" >&2
    printf '  - %s\n' "${missing[@]%%|*}" >&2
    fail "On Debian or Ubuntu: apt-get install $(printf '%s\n' "${missing[@]#*|}" | sort -u | tr '\n' ' ')"
}

# venv_stamp <name> <python>: what a finished venv was made from. Its scripts hold its path, so the path counts.
venv_stamp() {
    "$2" - "$tools/$1" "$root/scripts/requirements/$1.txt" <<'PYTHON'
import hashlib, sys
print(sys.argv[1], sys.version.split()[0], hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest())
PYTHON
}

# venv_ready <name> <program> <python>: made by us from these very requirements, or made by somebody else and complete.
venv_ready() {
    [ -x "$tools/$1/bin/$2" ] && "$tools/$1/bin/python" -c '' 2>/dev/null || return 1
    [ "$(cat "$tools/$1.stamp" 2>/dev/null)" = "$(venv_stamp "$1" "$3")" ] \
        || { [ -n "${MODEL_GATE_TOOLS:-}" ] && [ ! -e "$tools/$1.log" ]; }
}

# set_up_venv <name> <program> <greatest minor version of Python>
set_up_venv() {
    local name=$1 program=$2 wanted=$root/scripts/requirements/$1.txt python
    python=$(find_python "$3") || fail "$name needs a Python from 3.10 to 3.$3, named by MODEL_GATE_PYTHON"
    venv_ready "$name" "$program" "$python" && return
    lock_tools
    venv_ready "$name" "$program" "$python" && return
    rm -rf "${tools:?}/$name" "$tools/$name.stamp"
    wait_for "Python tools: making $name" "$tools/$name.log" "$python" -m venv "$tools/$name"
    wait_for "Python tools: installing pinned packages into $name" "$tools/$name.log" \
        "$tools/$name/bin/python" -m pip --disable-pip-version-check install --requirement "$wanted"
    venv_stamp "$name" "$python" >"$tools/$name.stamp"
}

lock_tools() {
    command -v flock >/dev/null || return 0
    exec 9>"$tools/.lock"
    flock -n 9 || { note "Another run sets up the tools: waiting for it" && flock 9; }
}

# set_up_tools [both]: DVC, MLflow 3 and scikit-learn; with ‘both’ MLflow 2 too. Exports MODEL_GATE_TOOLS.
set_up_tools() {
    tools=${MODEL_GATE_TOOLS:-$root/.tools}
    mkdir -p "$tools"
    tools=$(cd "$tools" && pwd)
    set_up_venv venv dvc 99
    [ "${1:-}" != both ] || set_up_venv venv-mlflow2 mlflow 13
    exec 9>&-
    export MODEL_GATE_TOOLS=$tools
    good "Python tools in $tools"
}

# The Maven version that the Jenkins plugin parent and ours agree on, where the machine's is too old for the parent.
plugin_maven=3.9.11

# plugin_artifacts: files of Jenkins' own artifacts that the plugin's build begins with, relative to a Maven repository.
plugin_artifacts() {
    "$(find_python 99)" - "$root/plugin.pom.xml" <<'PYTHON'
import sys
from xml.etree import ElementTree

names = {"m": "http://maven.apache.org/POM/4.0.0"}
pom = ElementTree.parse(sys.argv[1])
text = lambda path: pom.findtext(path, namespaces=names)
version = text("m:properties/m:jenkins.version").replace("${jenkins.baseline}", text("m:properties/m:jenkins.baseline"))
bom = "bom-" + text("m:properties/m:jenkins.baseline") + ".x"
parts = [
    ("org.jenkins-ci.plugins", "plugin", text("m:parent/m:version"), "pom"),
    ("io.jenkins.tools.bom", bom, text("m:dependencyManagement//m:dependency/m:version"), "pom"),
    ("org.jenkins-ci.main", "jenkins-core", version, "jar"),
    ("org.jenkins-ci.main", "jenkins-war", version, "war"),
]
for group, artifact, number, kind in parts:
    print(f"{group.replace('.', '/')}/{artifact}/{number}/{artifact}-{number}.{kind}")
PYTHON
}

# jenkins_resolves: whether Jenkins' artifacts are in the local Maven repository, or Jenkins' public one answers. Maven itself
# is not asked: that takes seconds, and it remembers what it did not find.
jenkins_resolves() {
    local repository=${MAVEN_REPOSITORY:-${HOME}/.m2/repository} file url
    while read -r file; do
        if [ ! -e "$repository/$file" ]; then
            url=$(sed -n 's|.*<url>\(https://[^<]*/public/\)</url>.*|\1|p' "$root/plugin.pom.xml" | head -n 1)
            "$(find_python 99)" - "$url$file" <<'PYTHON'
import sys, urllib.request

try:
    urllib.request.urlopen(urllib.request.Request(sys.argv[1], method="HEAD"), timeout=5)
except Exception:
    sys.exit(1)
PYTHON
            return
        fi
    done < <(plugin_artifacts)
}

# set_up_maven: the machine's Maven where it is new enough for the plugin (3.9.6), else one that it fetches itself. Sets $maven.
set_up_maven() {
    local version home
    maven=mvn
    version=$(mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
    case $version in 3.9.[6-9]* | 3.9.[1-9][0-9]* | [4-9].*) return ;; esac
    home=$MODEL_GATE_TOOLS/apache-maven-$plugin_maven
    if [ ! -x "$home/bin/mvn" ]; then
        wait_for "Maven $plugin_maven, which the plugin needs (here is $version)" "$MODEL_GATE_TOOLS/maven.log" \
            mvn -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:unpack \
            -Dartifact="org.apache.maven:apache-maven:$plugin_maven:zip:bin" -DoutputDirectory="$MODEL_GATE_TOOLS"
        chmod +x "$home/bin/mvn"
    fi
    maven=$home/bin/mvn
}

# set_up_browser: whether there is a Chromium with its driver, for tests of the plugin's pages. Debian's driver is unpacked into the
# tools where only it is missing; nothing is installed.
set_up_browser() {
    local version
    type -P chromium >/dev/null || type -P chromium-browser >/dev/null || type -P google-chrome >/dev/null || return 1
    if type -P chromedriver >/dev/null; then return; fi
    version=$(dpkg-query --show --showformat '${Version}' chromium 2>/dev/null) || return 1
    if [ "$(cat "$tools/chromedriver/version" 2>/dev/null)" != "$version" ]; then
        rm -rf "${tools:?}/chromedriver"
        mkdir "$tools/chromedriver"
        (cd "$tools/chromedriver" && apt-get download "chromium-driver=$version" && dpkg-deb --extract ./*.deb .) \
            >"$tools/chromedriver.log" 2>&1 || return 1
        rm "$tools/chromedriver/"*.deb
        echo "$version" >"$tools/chromedriver/version"
    fi
    export PATH=$PATH:$tools/chromedriver/usr/bin
}
