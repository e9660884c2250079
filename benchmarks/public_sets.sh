#!/bin/sh
# ./dev bench sets: train, score, evaluate and explain on one file of every public labelled set, with no option but the files.
# One line a set: what the four commands answered. Data: $WEIR_DATA, default ../shared/data.
set -u
weir=${1:-build/release/weir}
data=${WEIR_DATA:-../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# row <name> <test file> <training file>...; the profile where a set has to be named: $profile
profile=
row() {
  name=$1 test=$2
  shift 2
  [ -f "$test" ] || { printf '%-18s skipped: %s is not there\n' "$name" "$test"; return; }
  codes=
  for step in train score evaluate explain; do
    case $step in
      train) "$weir" train $profile --data "$@" --out "$work/model" >"$work/train" 2>"$work/errors" ;;
      score) "$weir" score $profile --model "$work/model" --data "$test" --out "$work/scores.csv" >"$work/out" 2>"$work/errors" ;;
      evaluate) "$weir" evaluate $profile --model "$work/model" --data "$test" >"$work/evaluate" 2>"$work/errors" ;;
      explain) "$weir" explain $profile --model "$work/model" --data "$test" >"$work/explain" 2>"$work/errors" ;;
    esac
    code=$?
    codes="$codes $step=$code"
    if [ $code -ne 0 ]; then
      printf '%-18s%s: %s\n' "$name" "$codes" "$(tail -n 1 "$work/errors")"
      failed=1
      return
    fi
  done
  rows=$(($(wc -l <"$work/scores.csv") - 1))
  figures=$(awk '$1 == "auroc" || $1 == "auprc" {printf " %s %s", $1, $2}' "$work/evaluate")
  printf '%-18s%s  %6d rows scored %s; %s\n' "$name" "$codes" "$rows" "$figures" "$(grep '^found' "$work/evaluate")"
}

row batadal "$data/batadal/dataset04.csv.zst" "$data/batadal/dataset03.csv.zst"
row tep_sim "$data/tep_sim/attack_2.csv.zst" "$data/tep_sim/normal_1.csv.zst" "$data/tep_sim/normal_2.csv.zst" \
  "$data/tep_sim/normal_3.csv.zst" "$data/tep_sim/normal_4.csv.zst" "$data/tep_sim/normal_5.csv.zst"
row tep_braatz "$data/tep_braatz/d04_te.csv.zst" "$data/tep_braatz/d00.csv.zst" "$data/tep_braatz/d00_te.csv.zst"
row gecco2018 "$data/gecco2018/geccoIC2018Train.csv.zst" "$data/gecco2018/geccoIC2018Train.csv.zst"
row skab "$data/skab/valve1/0.csv.zst" "$data/skab/anomaly-free/anomaly-free.csv.zst"
row smd "$data/smd/machine-1-6_test.csv.zst" "$data/smd/machine-1-6_train.csv.zst"
row asd "$data/asd/omi-1_test.csv.zst" "$data/asd/omi-1_train.csv.zst"
row msl "$data/msl/test/C-1.csv.zst" "$data/msl/train/C-1.csv.zst"
row lbnl_hvac "$data/lbnl_hvac/MZVAV-2-1.csv.zst" "$data/lbnl_hvac/MZVAV-2-1.csv.zst"
for device in Thermostat Modbus Weather; do
  row "ton_iot $device" "$data/ton_iot/Train_Test_IoT_$device.csv.zst" "$data/ton_iot/Train_Test_IoT_$device.csv.zst"
done
if command -v unzip >/dev/null && [ -f "$data/graphleak/WDN1.zip" ]; then
  unzip -qo "$data/graphleak/WDN1.zip" -d "$work"
  leaks=$work/WDN1/csv-dist-orig
  profile="--profile graphleak"
  row graphleak "$leaks/data_60.csv" "$leaks/data_1.csv" "$leaks/data_2.csv" "$leaks/data_3.csv" "$leaks/data_4.csv" \
    "$leaks/data_5.csv" "$leaks/data_6.csv" "$leaks/data_7.csv" "$leaks/data_8.csv" "$leaks/data_9.csv" "$leaks/data_10.csv"
else
  echo "graphleak          skipped: unzip or its archive is not there"
fi
exit $failed
