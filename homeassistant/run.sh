#!/bin/sh
# Starts tunnelcam with the add-on's options, or with the tunnelcam.yaml that lies in the add-on's own folder.
set -eu
umask 077
here=$(dirname "$0")
data=${DATA:-/data}
config=${CONFIG:-/config}/tunnelcam.yaml
option() { node "$here/configuration.mjs" "$data/options.json" "$1"; }

if [ ! -f "$config" ]; then
  config=$data/tunnelcam.yaml
  node "$here/configuration.mjs" "$data/options.json" > "$config"
fi
if [ "$(option print_links)" != true ]; then export TUNNELCAM_OUTPUT_IS_KEPT=1; fi
level=$(option log_level)
exec tunnelcam --host 0.0.0.0 --port 8080 --data "$data/links" --log-level "$level" --config "$config"
