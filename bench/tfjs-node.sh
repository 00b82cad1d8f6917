#!/usr/bin/env bash
# Native TensorFlow for a project whose npm cannot fetch it: @tensorflow/tfjs-node downloads TensorFlow from a host of
# Google's when it is installed; here TensorFlow is taken out of its Python wheel and tfjs-node compiled against it.
#
#   bash bench/tfjs-node.sh PROJECT [VERSION]
#
# PROJECT is a folder with a package.json (made if it has none), VERSION that of TensorFlow: 2.15.1 is the one tried.
# Only npm's and PyPI's registries are asked. Wants Linux on x64, Node with its headers, npm, python3 with pip, make,
# g++ and 1.5 GB of room. WHEEL=file.whl takes a wheel that is there already.
set -euo pipefail

project=$(mkdir -p "${1:?usage: bash bench/tfjs-node.sh PROJECT [VERSION]}" && cd "$1" && pwd)
version=${2:-2.15.1}
package=$project/node_modules/@tensorflow/tfjs-node
libraries=$package/deps/lib

echo "1/4 @tensorflow/tfjs-node 4.22.0, without its install script"
cd "$project"
[ -e package.json ] || echo '{ "private": true, "type": "module" }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel error @tensorflow/tfjs-node@4.22.0

echo "2/4 TensorFlow $version"
wheel=${WHEEL:-}
if [ -z "$wheel" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  # The library in the wheel is the same for every Python; naming one spares this machine's the right version.
  python3 -m pip download --quiet --no-deps --only-binary :all: --python-version 3.11 --implementation cp \
    --abi cp311 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    --dest "$folder" "tensorflow-cpu==$version"
  wheel=$(echo "$folder"/*.whl)
fi
rm -rf "$package/deps" "$package/lib"
python3 - "$wheel" "$package/deps" <<'PYTHON'
import sys
from pathlib import Path
from zipfile import ZipFile

wheel, deps = ZipFile(sys.argv[1]), Path(sys.argv[2])
for name in wheel.namelist():
    path = Path(name)
    if name.startswith('tensorflow/include/') and {'c', 'platform'} & set(path.parts) and path.suffix == '.h':
        target = deps / 'include' / path.relative_to('tensorflow/include')
    elif path.parent == Path('tensorflow') and path.name in ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'):
        target = deps / 'lib' / path.name
    else:
        continue
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(wheel.read(name))
PYTHON
# Under these names the addon is linked; under the last, tfjs-node's install script believes its download is done.
ln -s libtensorflow_cc.so.2 "$libraries/libtensorflow.so"
ln -s libtensorflow_framework.so.2 "$libraries/libtensorflow_framework.so"
ln -s libtensorflow_cc.so.2 "$libraries/libtensorflow.so.2.9.1"

echo "3/4 compiling the addon"
# node-gyp would download Node's headers, unless it is told where they are.
prefix=$(node --print 'path.resolve(process.execPath, "../..")')
[ -e "$prefix/include/node/node_api.h" ] && export npm_config_nodedir=$prefix
(cd "$package" && "$project/node_modules/.bin/node-pre-gyp" install --build-from-source > build.log 2>&1) ||
  { tail -n 20 "$package/build.log"; exit 1; }

echo "4/4 trying it"
TF_CPP_MIN_LOG_LEVEL=2 node --input-type module --eval "
  import util from 'node:util';
  util.isNullOrUndefined ??= (value) => value == null;
  const tf = await import('@tensorflow/tfjs-node');
  const [product] = tf.matMul([[1, 2]], [[3], [4]]).dataSync();
  if (product !== 11) throw new Error('1 · 3 + 2 · 4 = ' + product);
  console.log('TensorFlow', tf.backend().binding.TF_Version, 'runs in', process.version);
"
echo "$package is ready"
