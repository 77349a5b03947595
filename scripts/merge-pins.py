"""Makes one requirements file of two ‘pip freeze’ outputs: merge-pins.py PYTHON-3.10 PYTHON-3.11-OR-LATER > FILE"""

import sys


def pins(path):
    with open(path, encoding="utf-8") as lines:
        return dict(line.strip().split("==") for line in lines if "==" in line)


def main():
    old, new = pins(sys.argv[1]), pins(sys.argv[2])
    print("# Made by pip freeze; CONTRIBUTING.md says how to renew it.")
    for name in sorted({*old, *new}, key=str.lower):
        if old.get(name) == new.get(name):
            print(f"{name}=={new[name]}")
            continue
        if name in old:
            print(f'{name}=={old[name]} ; python_version < "3.11"')
        if name in new:
            print(f'{name}=={new[name]} ; python_version >= "3.11"')


main()
