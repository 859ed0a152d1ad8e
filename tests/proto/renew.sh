#!/usr/bin/env bash
# Makes the protocol as it stands the one that may not be broken any more.
cd "$(dirname "$(readlink -f "$0")")/../.."
exec /usr/bin/protoc -I proto -I third_party/googleapis \
  --descriptor_set_out=tests/proto/sitrep.v1.binpb proto/sitrep/v1/*.proto
