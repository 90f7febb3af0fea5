#!/usr/bin/env bash
# Installs mongo-java-server, which speaks MongoDB's wire protocol from memory, for `npm run test:mongodb`: into the folder
# MONGO_JAVA_SERVER, or one of the user's cache. Where Java or Maven is not there it says so and installs nothing.
set -euo pipefail

folder=${MONGO_JAVA_SERVER:-${XDG_CACHE_HOME:-$HOME/.cache}/fhir-twin/mongo-java-server}
for program in java mvn; do
  if ! command -v "$program" > /dev/null; then
    echo "mongo-java-server is not installed: $program is not there, so tests that search much are left out"
    exit 0
  fi
done
if ls "$folder"/mongo-java-server-1.47.0.jar > /dev/null 2>&1; then exit 0; fi
mvn --quiet --batch-mode --file "$(dirname "$0")/mongo-java-server/pom.xml" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder"
echo "mongo-java-server is in $folder"
