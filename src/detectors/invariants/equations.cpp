#include "detectors/invariants/equations.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <Eigen/Dense>

namespace weir {
namespace {

constexpr double ridge = 1e-4;            // in variances of z
constexpr double least_variance = 1e-5;   // of a side or a term worth an equation
constexpr double worth_a_term = 0.8;      // a term must leave at most this share of what was unexplained
constexpr double worst_fold = 0.5;        // of `keep`
constexpr double worth_averaging = 0.25;  // an average must leave at most this share of what readings of now leave
constexpr float smooth_span_max = 30;     // rows; slower averages of two sensors agree by season alone

/// Sums over rows of the left sides y [N] and of the terms x [N], and of their products.
struct Sums {
  double rows = 0;
  Eigen::VectorXd y, x, yy;
  Eigen::MatrixXd xy, xx;  // xy(j, i): x_j y_i

  void add(const Sums& other, double sign) {
    rows += sign * other.rows;
    y += sign * other.y;
    x += sign * other.x;
    yy += sign * other.yy;
    xy += sign * other.xy;
    xx += sign * other.xx;
  }
};

struct Form {
  EquationForm form{};
  float span = 0;
  std::size_t slot = 0;  // of the average among a sensor's features
};

std::vector<Form> forms_of(const FeatureLayout& layout) {
  std::vector<Form> forms = {{EquationForm::now, 0, 0}};
  for (std::size_t s = 0; s < layout.spans.size(); ++s) {
    const std::size_t slot = 1 + layout.lags + s;
    if (layout.spans[s] <= smooth_span_max) forms.push_back({EquationForm::smooth, layout.spans[s], slot});
    forms.push_back({EquationForm::balance, layout.spans[s], slot});
  }
  return forms;
}

/// y and x of a form are each `now` parts of a sensor's present and `past` parts of its average.
Sums sums_of(const Moments& moments, std::size_t width, const Form& form) {
  const auto n = static_cast<Eigen::Index>(moments.dimension() / width), w = static_cast<Eigen::Index>(width);
  const auto d = static_cast<Eigen::Index>(moments.dimension()), p = static_cast<Eigen::Index>(form.slot);
  const Eigen::Map<const Eigen::VectorXd> sum(moments.sum.data(), d);
  const Eigen::Map<const Eigen::MatrixXd> cross(moments.cross.data(), d, d);
  double y_now = 1, y_past = 0, x_now = 1, x_past = 0;
  if (form.form == EquationForm::smooth) y_now = x_now = 0, y_past = x_past = 1;
  if (form.form == EquationForm::balance) y_past = -1, x_now = 1.0 / form.span, x_past = 1 - x_now;
  auto product = [&](Eigen::Index a, double a_now, double a_past, Eigen::Index b, double b_now, double b_past) {
    return a_now * (b_now * cross(a * w, b * w) + b_past * cross(a * w, b * w + p)) +
           a_past * (b_now * cross(a * w + p, b * w) + b_past * cross(a * w + p, b * w + p));
  };
  Sums sums{moments.rows, Eigen::VectorXd(n), Eigen::VectorXd(n), Eigen::VectorXd(n), Eigen::MatrixXd(n, n), Eigen::MatrixXd(n, n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    sums.y(i) = y_now * sum(i * w) + y_past * sum(i * w + p);
    sums.x(i) = x_now * sum(i * w) + x_past * sum(i * w + p);
    sums.yy(i) = product(i, y_now, y_past, i, y_now, y_past);
    for (Eigen::Index j = 0; j < n; ++j) {
      sums.xy(j, i) = product(j, x_now, x_past, i, y_now, y_past);
      sums.xx(j, i) = product(j, x_now, x_past, i, x_now, x_past);
    }
  }
  return sums;
}

/// Central second moments a row.
double variance_y(const Sums& s, Eigen::Index i) { return s.yy(i) / s.rows - s.y(i) * s.y(i) / (s.rows * s.rows); }
double covariance_xy(const Sums& s, Eigen::Index j, Eigen::Index i) { return s.xy(j, i) / s.rows - s.x(j) * s.y(i) / (s.rows * s.rows); }
double covariance_xx(const Sums& s, Eigen::Index j, Eigen::Index k) { return s.xx(j, k) / s.rows - s.x(j) * s.x(k) / (s.rows * s.rows); }

/// Up to terms_max sources of sensor i, each the one that explains most of what the earlier ones left (orthogonal least squares).
std::vector<SensorIndex> greedy_sources(const Sums& s, Eigen::Index i) {
  const Eigen::Index n = s.x.size();
  Eigen::VectorXd left(n), with_y(n);  // variance of a candidate and its covariance with y, both beyond the chosen ones
  Eigen::MatrixXd along = Eigen::MatrixXd::Zero(n, static_cast<Eigen::Index>(Equation::terms_max));
  std::vector<char> usable(static_cast<std::size_t>(n));
  for (Eigen::Index j = 0; j < n; ++j) {
    left(j) = covariance_xx(s, j, j);
    with_y(j) = covariance_xy(s, j, i);
    usable[static_cast<std::size_t>(j)] = j != i && left(j) > least_variance;
  }
  const Eigen::VectorXd whole = left;
  std::vector<SensorIndex> chosen;
  while (chosen.size() < Equation::terms_max) {
    Eigen::Index best = -1;
    double gain = 0;
    for (Eigen::Index j = 0; j < n; ++j) {
      if (!usable[static_cast<std::size_t>(j)] || left(j) < 1e-3 * whole(j)) continue;
      const double g = with_y(j) * with_y(j) / (left(j) + ridge);
      if (g > gain) gain = g, best = j;
    }
    if (best < 0) break;
    const auto t = static_cast<Eigen::Index>(chosen.size());
    const double length = std::sqrt(left(best)), y_along = with_y(best) / length;
    for (Eigen::Index j = 0; j < n; ++j) {
      double c = covariance_xx(s, j, best);
      for (Eigen::Index b = 0; b < t; ++b) c -= along(j, b) * along(best, b);
      along(j, t) = c / length;
    }
    for (Eigen::Index j = 0; j < n; ++j) {
      left(j) -= along(j, t) * along(j, t);
      with_y(j) -= along(j, t) * y_along;
    }
    usable[static_cast<std::size_t>(best)] = 0;
    chosen.push_back(static_cast<SensorIndex>(best));
  }
  return chosen;
}

/// Coefficients for given sources.
Equation solved(const Sums& s, Eigen::Index i, const Form& form, std::span<const SensorIndex> sources) {
  const auto m = static_cast<Eigen::Index>(sources.size());
  Eigen::MatrixXd a(m, m);
  Eigen::VectorXd b(m);
  for (Eigen::Index r = 0; r < m; ++r) {
    const Eigen::Index j = sources[static_cast<std::size_t>(r)];
    b(r) = covariance_xy(s, j, i);
    for (Eigen::Index c = 0; c < m; ++c) a(r, c) = covariance_xx(s, j, sources[static_cast<std::size_t>(c)]);
    a(r, r) += ridge;
  }
  const Eigen::VectorXd solution = a.ldlt().solve(b);
  Equation equation;
  equation.form = form.form;
  equation.span = form.span;
  equation.terms = sources.size();
  double intercept = s.y(i) / s.rows;
  for (std::size_t t = 0; t < sources.size(); ++t) {
    const double c = solution(static_cast<Eigen::Index>(t));
    equation.source[t] = sources[t];
    equation.coefficient[t] = static_cast<float>(c);
    intercept -= c * s.x(sources[t]) / s.rows;
  }
  equation.intercept = static_cast<float>(intercept);
  return equation;
}

/// Mean square of y_i less the equation's right side over the rows of `s`.
double squared_error(const Sums& s, Eigen::Index i, const Equation& e) {
  const double c0 = e.intercept;
  double error = s.yy(i) - 2 * c0 * s.y(i) + c0 * c0 * s.rows;
  for (std::size_t t = 0; t < e.terms; ++t) {
    const double c = e.coefficient[t];
    error += 2 * c * (c0 * s.x(e.source[t]) - s.xy(e.source[t], i));
    for (std::size_t u = 0; u < e.terms; ++u) error += c * e.coefficient[u] * s.xx(e.source[t], e.source[u]);
  }
  return std::max(0.0, error / s.rows);
}

struct Candidate {
  Equation equation;
  double unexplained = 1;  // share, in held-out folds
};

/// Sums of a form in every fold, of all of them, and of all but each.
struct FormSums {
  Form form;
  std::vector<Sums> fold, without;
  Sums all;
};

/// The equation of sensor i with these sources, where it holds.
std::optional<Candidate> held_out(const FormSums& sums, Eigen::Index i, std::span<const SensorIndex> sources, double variance,
                                  const EquationOptions& options) {
  double error = 0, worst = 0;
  for (std::size_t k = 0; k < sums.fold.size(); ++k) {
    const double e = squared_error(sums.fold[k], i, solved(sums.without[k], i, sums.form, sources));
    error += e * sums.fold[k].rows / sums.all.rows;
    worst = std::max(worst, e);
  }
  const double unexplained = error / variance;
  if (!(unexplained <= 1 - options.keep) || !(worst <= (1 - worst_fold * options.keep) * variance)) return {};
  Candidate candidate{solved(sums.all, i, sums.form, sources), unexplained};
  candidate.equation.held = static_cast<float>(1 - unexplained);
  candidate.equation.spread = static_cast<float>(std::sqrt(error));
  return candidate;
}

std::optional<Candidate> best_of_form(const FormSums& sums, Eigen::Index i, const EquationOptions& options) {
  const double variance = variance_y(sums.all, i);
  if (!(variance > least_variance)) return {};
  const auto sources = greedy_sources(sums.all, i);
  std::optional<Candidate> best;
  for (std::size_t terms = 1; terms <= sources.size(); ++terms) {
    auto candidate = held_out(sums, i, std::span(sources).first(terms), variance, options);
    if (candidate && (!best || candidate->unexplained <= worth_a_term * best->unexplained)) best = candidate;
  }
  // What came first may be idle beside what came later.
  for (std::size_t t = 0; best && best->equation.terms > 1 && t < best->equation.terms;) {
    std::vector<SensorIndex> fewer(best->equation.sources().begin(), best->equation.sources().end());
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(t));
    auto candidate = held_out(sums, i, fewer, variance, options);
    if (candidate && worth_a_term * candidate->unexplained < best->unexplained) {
      best = candidate;
      t = 0;
    } else {
      ++t;
    }
  }
  return best;
}

}  // namespace

CrossFittedEquations fit_equations(const FoldMoments& moments, const Catalogue& catalogue, const EquationOptions& options) {
  const std::size_t n = catalogue.size(), width = moments.layout.width(), folds = moments.folds.size();
  CrossFittedEquations result;
  result.full.resize(n);
  result.without.assign(folds, std::vector<Equation>(n));
  std::vector<double> unexplained(n, 1);
  for (const auto& form : forms_of(moments.layout)) {
    FormSums sums{form, {}, {}, {}};
    for (std::size_t k = 0; k < folds; ++k) {
      sums.fold.push_back(sums_of(moments.folds[k], width, form));
      if (k == 0) sums.all = sums.fold[0];
      else sums.all.add(sums.fold[k], 1);
    }
    for (std::size_t k = 0; k < folds; ++k) {
      sums.without.push_back(sums.all);
      sums.without[k].add(sums.fold[k], -1);
    }
    for (std::size_t i = 0; i < n; ++i) {
      const bool moves_by_itself = catalogue[i].kind == SensorKind::discrete || catalogue[i].kind == SensorKind::constant;
      if (moves_by_itself || moments.normaliser.constant(i)) continue;
      const auto at = static_cast<Eigen::Index>(i);
      const auto candidate = best_of_form(sums, at, options);
      const double share = result.full[i].form == EquationForm::now ? worth_averaging : 1;
      if (!candidate || candidate->unexplained >= share * unexplained[i]) continue;
      unexplained[i] = candidate->unexplained;
      result.full[i] = candidate->equation;
      for (std::size_t k = 0; k < folds; ++k) {
        result.without[k][i] = solved(sums.without[k], at, form, candidate->equation.sources());
        result.without[k][i].held = candidate->equation.held;
        result.without[k][i].spread = candidate->equation.spread;
      }
    }
  }
  return result;
}

void save(std::span<const Equation> equations, TensorSet& tensors) {
  const std::size_t n = equations.size(), m = Equation::terms_max;
  std::vector<float> form, span, intercept, held, left, source, coefficient;
  for (const auto& e : equations) {
    form.push_back(static_cast<float>(e.form));
    span.push_back(e.span);
    intercept.push_back(e.intercept);
    held.push_back(e.held);
    left.push_back(e.spread);
    for (std::size_t t = 0; t < m; ++t) {
      source.push_back(t < e.terms ? static_cast<float>(e.source[t]) : -1.0F);
      coefficient.push_back(t < e.terms ? e.coefficient[t] : 0.0F);
    }
  }
  tensors.put("form", {n}, form);
  tensors.put("span", {n}, span);
  tensors.put("intercept", {n}, intercept);
  tensors.put("held", {n}, held);
  tensors.put("left", {n}, left);
  tensors.put("source", {n, m}, source);
  tensors.put("coefficient", {n, m}, coefficient);
}

Result<std::vector<Equation>> load_equations(const TensorSet& tensors, std::size_t sensors) {
  const std::size_t m = Equation::terms_max;
  std::array<std::span<const float>, 7> read;
  constexpr std::array names = {"form", "span", "intercept", "held", "left", "source", "coefficient"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto values = tensors.get(names[k], k < 5 ? std::vector{sensors} : std::vector{sensors, m});
    if (!values) return std::unexpected(values.error());
    if (!std::ranges::all_of(*values, [](float v) { return std::isfinite(v); }))
      return bad_input("tensor {} of invariants isn't finite", names[k]);
    read[k] = *values;
  }
  std::vector<Equation> equations(sensors);
  for (std::size_t i = 0; i < sensors; ++i) {
    auto& e = equations[i];
    const float form = read[0][i], span = read[1][i];
    const bool averaged = form == static_cast<float>(EquationForm::smooth) || form == static_cast<float>(EquationForm::balance);
    const bool known = averaged || form == static_cast<float>(EquationForm::none) || form == static_cast<float>(EquationForm::now);
    if (!known || (averaged ? !(span >= 1 && span < 1e7F) : span != 0))
      return bad_input("the equation of sensor {} has a form or a span that makes no sense", i);
    e.form = static_cast<EquationForm>(static_cast<int>(form));
    e.span = span;
    e.intercept = read[2][i];
    e.held = read[3][i];
    e.spread = read[4][i];
    for (std::size_t t = 0; t < m; ++t) {
      const float source = read[5][i * m + t];
      if (source == -1) continue;
      const bool another = source >= 0 && source < static_cast<float>(sensors) && source == std::floor(source);
      if (!another || e.terms != t) return bad_input("the equation of sensor {} has a term that makes no sense", i);
      e.source[t] = static_cast<SensorIndex>(source);
      e.coefficient[t] = read[6][i * m + t];
      ++e.terms;
    }
  }
  return equations;
}

}  // namespace weir
