#include "detectors/invariants/equation_text.h"

#include <cmath>

#include <fmt/format.h>

#include "detectors/invariants/equations.h"
#include "linear/normaliser.h"

namespace weir {
namespace {

struct Slopes {
  std::array<double, Equation::terms_max> of{};  // engineering units of the sensor per unit of the source
  double constant = 0;                           // engineering units
};

/// Of z_i = sum c z_j + c0.
Slopes in_units(const Equation& e, const Normaliser& normaliser, SensorIndex i) {
  auto mean = [&](SensorIndex j) { return normaliser.to_units(j, 0, 0); };
  Slopes slopes;
  slopes.constant = static_cast<double>(normaliser.scale(i)) * e.intercept;
  for (std::size_t t = 0; t < e.terms; ++t) {
    slopes.of[t] = static_cast<double>(e.coefficient[t]) * normaliser.scale(i) / normaliser.scale(e.source[t]);
    slopes.constant -= slopes.of[t] * mean(e.source[t]);
  }
  return slopes;
}

/// Counters take part with their increase a step.
std::string name_of(const Sensor& sensor) {
  return sensor.kind == SensorKind::counter ? fmt::format("the increase of {} a step", sensor.name) : sensor.name;
}

std::string balance_text(const Equation& e, const Slopes& slopes, const Catalogue& catalogue, double step_s, SensorIndex i) {
  const double per_second = 1 / (static_cast<double>(e.span) * step_s);
  const std::string unit = catalogue[i].unit.empty() ? "/s" : " " + catalogue[i].unit + "/s";
  std::string text = name_of(catalogue[i]);
  for (std::size_t t = 0; t < e.terms; ++t) {
    const auto& source = catalogue[e.source[t]];
    const double slope = slopes.of[t] * per_second;
    text += fmt::format("{} {} {:.3g}{} per {}{}", t > 0 ? "," : "", slope < 0 ? "falls" : "rises", std::abs(slope), unit,
                        source.unit.empty() ? "unit of " : source.unit + " of ", name_of(source));
  }
  const double alone = slopes.constant * per_second;
  return text + fmt::format(", and {} {:.3g}{} by itself", alone < 0 ? "falls" : "rises", std::abs(alone), unit);
}

std::string sum_text(const Equation& e, const Slopes& slopes, const Catalogue& catalogue, SensorIndex i) {
  std::string text = name_of(catalogue[i]) + " =";
  for (std::size_t t = 0; t < e.terms; ++t) {
    const char* sign = t == 0 ? (slopes.of[t] < 0 ? " -" : " ") : slopes.of[t] < 0 ? " - " : " + ";
    text += fmt::format("{}{:.3g} x {}", sign, std::abs(slopes.of[t]), name_of(catalogue[e.source[t]]));
  }
  text += fmt::format(" {} {:.3g}", slopes.constant < 0 ? "-" : "+", std::abs(slopes.constant));
  if (!catalogue[i].unit.empty()) text += " " + catalogue[i].unit;
  if (e.form == EquationForm::smooth) text += fmt::format(", averaged over {:.0f} steps", e.span);
  return text;
}

}  // namespace

Result<std::string> equation_text(const TensorSet& parameters, const Catalogue& catalogue, double step_s, SensorIndex sensor) {
  const auto normaliser = Normaliser::load(parameters, catalogue.size());
  if (!normaliser) return std::unexpected(normaliser.error());
  const auto equations = load_equations(parameters, catalogue.size());
  if (!equations) return std::unexpected(equations.error());
  if (sensor >= catalogue.size()) return bad_input("there is no sensor number {}; the plant has {}", sensor, catalogue.size());
  const auto& e = (*equations)[sensor];
  if (e.form == EquationForm::none) return std::string();
  auto slopes = in_units(e, *normaliser, sensor);
  if (e.form == EquationForm::balance) return balance_text(e, slopes, catalogue, step_s, sensor);
  slopes.constant += normaliser->to_units(sensor, 0, 0);
  return sum_text(e, slopes, catalogue, sensor);
}

}  // namespace weir
