#include "detectors/linear_for.h"

namespace weir {

Result<LinearOptions> read_linear_options(ConfigTable config) {
  LinearOptions options;
  options.layout.lags = static_cast<std::size_t>(config.integer("lags", 3, 1, 16));
  options.sources = static_cast<std::size_t>(config.integer("sources", 40, 2, 4096));
  options.ridge_forecast = config.number("ridge_forecast", 0.003, 1e-9, 1e3);
  options.ridge_conditional = config.number("ridge_conditional", 0.02, 1e-9, 1e3);
  options.ridge_per_feature = config.number("ridge_per_feature", 0.2, 0, 1e3);
  if (auto ok = config.finish(); !ok) return std::unexpected(ok.error());
  return options;
}

Result<std::shared_ptr<const CrossFittedLinear>> fit_linear_base(const TrainingSet& data, const LinearOptions& options, int threads) {
  const auto moments = fold_moments(data.frames, data.folds, options.layout, threads);
  if (!moments) return std::unexpected(moments.error());
  return std::make_shared<const CrossFittedLinear>(fit_linear(data.frames, data.folds, *moments, options, threads));
}

Result<std::shared_ptr<const CrossFittedLinear>> linear_for(const TrainingSet& data, int threads) {
  if (data.linear) return data.linear;
  return fit_linear_base(data, {}, threads);
}

Trained linear_parameters(const CrossFittedLinear& linear) {
  Trained trained;
  TensorSet full;
  linear.full.save(full);
  trained.full.merge("linear.", full);
  for (const auto& model : linear.without) {
    TensorSet one;
    model.save(one);
    trained.without.emplace_back().merge("linear.", one);
  }
  return trained;
}

}  // namespace weir
