// Which column says whether a row is anomalous, and what its words mean.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sources/csv/csv_columns.h"

namespace weir {

/// Words of a label column -> anomalous or not.
class LabelReader {
 public:
  /// `anomalous`: exactly these words (or numbers) mean anomalous, all others normal; empty: the usual words.
  LabelReader() = default;
  explicit LabelReader(std::span<const std::string> anomalous);

  /// None with known = true: the file says "unknown" (empty, -999); with known = false: no known word.
  std::optional<bool> read(std::string_view cell, bool& known) const;

 private:
  std::vector<std::string> anomalous_;  // without blanks, in lower case
};

/// How much a column's name asks to be the label: 0 not at all; larger wins.
int label_name_rank(std::string_view name);
/// Its name says that it describes labels: "changepoint", "attack_P1", "label_type", "anomaly_score".
bool is_label_bookkeeping(std::string_view name);

struct LabelGuess {
  std::size_t column = 0;
  std::vector<std::string> anomalous;  // for LabelReader
  std::string meaning;                 // "-1 is an attack"; empty: the usual words
};

/// The label column among `names`, if the values of one bear its name out.
std::optional<LabelGuess> guess_label(std::span<const std::string> names, std::span<const ColumnProfile> profiles);
/// What the values of this column mean, however it is called.
LabelGuess label_meaning(std::size_t column, std::string_view name, const ColumnProfile& profile);

/// Lower case, letters and digits only.
std::string letters_and_digits(std::string_view text);

}  // namespace weir
