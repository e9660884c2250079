// For each sensor the best equation in at most three others, found and checked fold by fold from second moments.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "linear/moments.h"
#include "model_file/model_file.h"
#include "telemetry/catalogue.h"

namespace weir {

enum class EquationForm : std::uint8_t {
  none,     // no equation held in folds that it hadn't seen
  now,      // z_i = sum c z_j + c0
  smooth,   // the same of averages over `span` rows, the present left out
  balance,  // z_i - its average = sum c w_j + c0, where w_j is the average of z_j, the present included: the exact sum over a fading
            // past of (change of z_i a step = sum c z_j / span + c0 / span)
};

struct Equation {
  static constexpr std::size_t terms_max = 3;
  EquationForm form = EquationForm::none;
  float span = 0;  // rows an average goes back; 0 with form now
  std::size_t terms = 0;
  std::array<SensorIndex, terms_max> source{};
  std::array<float, terms_max> coefficient{};  // in z
  float intercept = 0;
  float held = 0;    // share of the left side's variance that it explained in held-out folds
  float spread = 0;  // root mean square of what it left there, z

  std::span<const SensorIndex> sources() const { return std::span(source).first(terms); }
};

struct EquationOptions {
  double keep = 0.75;  // least share of variance explained in held-out folds; in the worst of them at least half of it
};

/// Forms, spans and terms by held-out error over all folds; coefficients from all folds, and without each.
struct CrossFittedEquations {
  std::vector<Equation> full;
  std::vector<std::vector<Equation>> without;  // [folds]
};
CrossFittedEquations fit_equations(const FoldMoments& moments, const Catalogue& catalogue, const EquationOptions& options);

/// Tensors "form", "span", "intercept", "held", "left" [N] and "source", "coefficient" [N, terms_max]; a source of -1: no term.
void save(std::span<const Equation> equations, TensorSet& tensors);
Result<std::vector<Equation>> load_equations(const TensorSet& tensors, std::size_t sensors);

}  // namespace weir
