#!/usr/bin/env bash
# Installs FerretDB 1.24, which speaks MongoDB's wire protocol over SQLite, for the tests of src/storage/mongodb.ts.
# Where Go is not there it says so and installs nothing; the tests then say that they were skipped.
set -euo pipefail

module=github.com/FerretDB/FerretDB
version=v1.24.2

if ! command -v go > /dev/null; then
  echo "FerretDB is not installed: go is not there, so the tests on a MongoDB server will be skipped"
  exit 0
fi
program="$(go env GOPATH)/bin/ferretdb"
if "$program" --version 2> /dev/null | grep -q "$version"; then exit 0; fi

# The module lacks the file that holds its own version and a program built without it ends at once; so it is built from a
# copy that has it.
sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT
folder=$(go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cp -r "$folder/." "$sources/"
chmod -R u+w "$sources"
echo "$version" > "$sources/build/version/version.txt"
(cd "$sources" && go build -o "$program" ./cmd/ferretdb)
"$program" --version
