#!/usr/bin/env bash
# bash tools/tfjs-node/build.sh [FOLDER]
#
# Builds @tensorflow/tfjs-node into FOLDER (tools/tfjs-node/built unless given) against the libtensorflow in a TensorFlow
# wheel of the Python package index, for machines that the package's own download does not reach. Then
#
#     RGFLOW_TFJS_NODE=FOLDER npx rgflow run quickstart --engine tfjs
#
# Linux on x86-64 with glibc. Needs node, npm, python3 with pip, make and a C++17 compiler; see README.md beside it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-$here/built}

refuse() {
  echo "build.sh: $1" >&2
  exit 1
}

[[ "$(uname -s) $(uname -m)" == 'Linux x86_64' ]] ||
  refuse "this is $(uname -s) $(uname -m); the pinned wheel is for Linux x86_64. Elsewhere only the package's own download serves: npm install --no-save @tensorflow/tfjs-node."
for command in node npm python3 make "${CXX:-c++}"; do
  command -v "$command" >/dev/null || refuse "needs $command, which is not on the PATH; install it and run this again."
done
python3 -m pip --version >/dev/null 2>&1 || refuse "python3 has no pip; install it (Debian: python3-pip) and run this again."

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
package=$folder/node_modules/@tensorflow/tfjs-node
wheel=$folder/wheel

echo "1. The package, without its download, into $folder"
cp "$here/package.json" "$here/package-lock.json" "$folder"
(cd "$folder" && npm ci --ignore-scripts --no-fund --no-audit)

echo "2. libtensorflow and its headers, from the wheel of requirements.txt: 260 MB"
rm -rf "$wheel"
python3 -m pip download --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
  --python-version 3.11 --platform manylinux_2_17_x86_64 --dest "$wheel" --requirement "$here/requirements.txt"
python3 - "$wheel" <<'PYTHON'
import sys, zipfile
from pathlib import Path

folder = Path(sys.argv[1])
(path,) = folder.glob("*.whl")
with zipfile.ZipFile(path) as wheel:
    wanted = ("tensorflow/include/", "tensorflow/libtensorflow_cc.so", "tensorflow/libtensorflow_framework.so")
    wheel.extractall(folder, [name for name in wheel.namelist() if name.startswith(wanted)])
PYTHON
# The layout of the download. The C API is in libtensorflow_cc: the linker finds it by the name that binding.gyp asks for,
# the loader by the name that the library says it has.
mkdir -p "$package/deps/lib"
mv "$wheel"/tensorflow/libtensorflow_*.so.2 "$package/deps/lib"
ln -s libtensorflow_cc.so.2 "$package/deps/lib/libtensorflow.so"
ln -s libtensorflow_framework.so.2 "$package/deps/lib/libtensorflow_framework.so"
ln -s "$wheel/tensorflow/include" "$package/deps/include"

echo "3. The addon"
# The binding keeps attribute names in one set without a lock, and rgflow has an engine in each of several threads.
sed -i 's/^static std::set<std::string> ATTR_NAME_SET;/static thread_local std::set<std::string> ATTR_NAME_SET;/' \
  "$package/binding/tfjs_backend.cc"
grep -q '^static thread_local std::set<std::string> ATTR_NAME_SET;' "$package/binding/tfjs_backend.cc" ||
  refuse 'the binding has no ATTR_NAME_SET to make thread-local; this is another version than package.json names.'
# The headers of the Node that is here, where they came with it; else node-gyp downloads them.
prefix=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
if [[ -f $prefix/include/node/node_api.h ]]; then export npm_config_nodedir=$prefix; fi
(cd "$package" && npm run build-addon-from-source)

rm -rf "$wheel" "$package/deps/include" "$package/build"

echo "4. Does it load?"
(cd "$folder" && TF_CPP_MIN_LOG_LEVEL=1 node -p '
  const tf = require("@tensorflow/tfjs-node");
  `@tensorflow/tfjs-node ${tf.version["tfjs-node"]} on TensorFlow ${tf.backend().binding.TF_Version}, Node ${process.version}`')

cat <<END

--engine tfjs uses it where this is set, and the tests and benchmarks do too:

    export RGFLOW_TFJS_NODE=$folder
END
