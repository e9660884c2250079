// Air: pressures and flows in the ducts, mixing, coils, zones.
#include <algorithm>
#include <cmath>

#include "plant/building/moist_air.h"
#include "plant/building/process.h"

namespace weir::building {
namespace {

struct ZoneBuild {
  Facade facade;
  double window_m2;    // as seen by the sun, after blinds
  double outside_w_k;  // windows and joints, air to outside
  double wall_w_k;     // walls, mass to outside
  double box_m3_s;     // fully open box at 200 Pa
  double floor_m2;
};
constexpr ZoneBuild builds[zone_count] = {
    {north, 15, 130, 60, 0.52, 250}, {east, 13, 120, 60, 0.6, 250},     {south, 12, 120, 60, 0.64, 260},
    {west, 13, 120, 60, 0.62, 250},  {no_facade, 0, 40, 50, 0.62, 280}, {no_facade, 0, 50, 45, 0.45, 160},
};

constexpr double zone_air_j_k = 5.0e6, zone_mass_j_k = 2.6e7, mass_to_air_w_k = 1400;
constexpr double room_height_m = 3;
constexpr double person_w = 75, person_co2_l_s = 0.0052, person_water_kg_s = 1.4e-5;
constexpr double reheat_kg_s = 0.12, heating_kg_s = 0.9, cooling_kg_s = 2.4;  // through an open valve at full head
constexpr double litres_per_ppm_m3 = 1e-3, water_j_kg_k = 4186;
constexpr double duct_j_k = 6.0e4, return_j_k = 4.5e5, return_volume_m3 = 320;
constexpr double duct_loss_w_k = 18, ceiling_w_k = 40;  // supply duct to ceiling, ceiling to each zone
constexpr double infiltration_per_s = 0.08 / 3600;      // air changes
constexpr double house_m3 = 4400;                       // all zones, for humidity
constexpr double lights_w_m2 = 7, standing_w_m2 = 1.5, desk_w = 110;

double cube(double x) { return x * x * x; }

double volume_m3(std::size_t z) { return builds[z].floor_m2 * room_height_m; }

}  // namespace

void Process::move_air(const Faults& faults) {
  // A fan of 950 Pa against mixing dampers, filter and coils (quadratic), then boxes side by side under the duct's static pressure.
  constexpr double fan_pa = 950, box_scale = 14.142;                      // sqrt(200 Pa)
  constexpr double clean_filter = 8.0, coils = 17.5, open_dampers = 2.5;  // Pa per (m3/s)^2
  const double speed = position(AHU1_SFS) * (1 + fan_.value);
  // A return fan that runs slower than the supply fan leaves more to the outside air damper.
  const double outside = passing_[AHU1_OAD];
  const double back = passing_[AHU1_RAD] * (speed > 0.02 ? std::clamp(position(AHU1_RFS) / (0.92 * speed), 0.3, 1.6) : 1);
  outside_share_ = outside / (outside + back);

  const double filter = clean_filter * (1.1 + filter_.value) + faults.filter_pa / (3.6 * 3.6);
  const double resistance = filter + coils + open_dampers / ((outside + back) * (outside + back));
  double boxes = 0, all = 0;
  for (std::size_t z = 0; z < zone_count; ++z) {
    boxes += builds[z].box_m3_s * passing_[of_zone(Z1_DMP, z)] / box_scale;
    all += builds[z].box_m3_s / box_scale;
  }
  const double leak = all * (0.01 + faults.duct_leak);
  const double area = boxes + leak;
  const double roughness = 1 + (speed > 0 ? turbulence_.value : 0);
  static_pa_ = fan_pa * speed * speed / (1 + resistance * area * area) * roughness;
  const double root = std::sqrt(static_pa_);
  flow_m3_s_ = area * root;
  leak_m3_s_ = leak * root;
  filter_pa_ = filter * flow_m3_s_ * flow_m3_s_;
  for (std::size_t z = 0; z < zone_count; ++z) zones_[z].flow_m3_s = builds[z].box_m3_s * passing_[of_zone(Z1_DMP, z)] / box_scale * root;
}

double Process::supply_fan_w() const { return 4200 * cube(position(AHU1_SFS)); }
double Process::return_fan_w() const { return 1900 * cube(position(AHU1_RFS)); }

void Process::pumps() {
  double reheat = 0;
  for (std::size_t z = 0; z < zone_count; ++z) reheat += reheat_kg_s * passing_[of_zone(Z1_RHV, z)];
  hot_.pump(position_[HW_PUMP1] * position(HW_SPD), reheat + heating_kg_s * passing_[AHU1_HCV]);
  chilled_.pump(position_[CHW_PUMP1] * position(CHW_SPD), cooling_kg_s * passing_[AHU1_CCV]);
}

/// Mixing box, coils and supply fan. Everything below computes its streams from the second before, then moves the stores.
void Process::condition_air() {
  const double air_w_k = flow_m3_s_ * air_j_m3_k;
  const double outside_c = weather_.temperature_c();
  const double mean_c = outside_share_ * outside_c + (1 - outside_share_) * return_c_;
  // Two streams never mix fully: the sensor sees some of it, the coils get the mean.
  mixed_c_ = flow_m3_s_ > 0.01 ? mean_c + 0.1 * outside_share_ * (outside_c - return_c_) * mixing_.value : return_c_;
  const double entering_c = flow_m3_s_ > 0.01 ? mean_c : duct_c_;

  const double hot_w_k = water_j_kg_k * hot_.through(heating_kg_s * passing_[AHU1_HCV]);
  hot_return_w_ = hot_w_k * (heating_coil_.leaving_c() - hot_.return_c);
  const double heat_w = heating_coil_.step(hot_w_k, hot_.supply_c, air_w_k, entering_c);

  // Water condenses as far as the coil is colder than the dew point; a third of the air passes without touching it.
  const double humidity = outside_share_ * weather_.humidity_ratio() + (1 - outside_share_) * return_humidity_;
  supply_humidity_ = std::min(humidity, humidity / 3 + humidity_ratio(saturation_hpa(cooling_coil_.mean_c())) * 2 / 3);
  const double latent_w = flow_m3_s_ * air_kg_m3 * (humidity - supply_humidity_) * evaporation_j_kg;
  const double cold_w_k = water_j_kg_k * chilled_.through(cooling_kg_s * passing_[AHU1_CCV]);
  chilled_return_w_ = cold_w_k * (cooling_coil_.leaving_c() - chilled_.return_c);
  const double cool_w = cooling_coil_.step(cold_w_k, chilled_.supply_c, air_w_k, entering_c + heat_w / std::max(air_w_k, 20.0), latent_w);

  into_duct_w_ = air_w_k * (mean_c - duct_c_) + heat_w + cool_w + supply_fan_w();
  taken_in_j_ += supply_fan_w() + return_fan_w() + latent_w;
  given_out_j_ += air_w_k * outside_share_ * (return_c_ - outside_c);
  taken_in_co2_l_ += flow_m3_s_ * outside_share_ * weather_.co2_ppm() * litres_per_ppm_m3;
  given_out_co2_l_ += flow_m3_s_ * outside_share_ * return_co2_ppm_ * litres_per_ppm_m3;
}

void Process::zones() {
  const double outside_c = weather_.temperature_c();
  const double changes_per_s = infiltration_per_s * (1 + draught_.value);
  const double supply_co2 = outside_share_ * weather_.co2_ppm() + (1 - outside_share_) * return_co2_ppm_;
  const double duct_loss_w = duct_loss_w_k * (duct_c_ - return_c_);
  double into_return_w = duct_loss_w + return_fan_w() + leak_m3_s_ * air_j_m3_k * (duct_c_ - return_c_);
  double co2_into_return = leak_m3_s_ * (supply_co2 - return_co2_ppm_);
  double water_in =
      flow_m3_s_ * (supply_humidity_ - return_humidity_) + house_m3 * changes_per_s * (weather_.humidity_ratio() - return_humidity_);
  for (std::size_t z = 0; z < zone_count; ++z) {
    auto& zone = zones_[z];
    const auto& build = builds[z];
    const int heads = people_.in_zone(z);
    const double stream_w_k = zone.flow_m3_s * air_j_m3_k;
    const double hot_w_k = water_j_kg_k * hot_.through(reheat_kg_s * passing_[of_zone(Z1_RHV, z)]);
    hot_return_w_ += hot_w_k * (zone.reheat.leaving_c() - hot_.return_c);
    const double reheat_w = zone.reheat.step(hot_w_k, hot_.supply_c, stream_w_k, zone.flow_m3_s > 0.005 ? duct_c_ : zone.air_c);

    const double sun_w = build.window_m2 * weather_.sun_w_m2(build.facade);
    const double inside_w = heads * (person_w + desk_w) + build.floor_m2 * (standing_w_m2 + (people_.present(z) ? lights_w_m2 : 0));
    const double fresh_m3_s = volume_m3(z) * changes_per_s;
    const double to_outside_w = (build.outside_w_k + fresh_m3_s * air_j_m3_k) * (zone.air_c - outside_c);
    const double wall_w = build.wall_w_k * (zone.mass_c - outside_c);
    const double to_mass_w = mass_to_air_w_k * (zone.air_c - zone.mass_c);
    const double to_ceiling_w = ceiling_w_k * (zone.air_c - return_c_);

    into_return_w += stream_w_k * (zone.air_c - return_c_) + to_ceiling_w;
    co2_into_return += zone.flow_m3_s * (zone.co2_ppm - return_co2_ppm_);
    water_in += heads * person_water_kg_s / air_kg_m3;
    taken_in_j_ += sun_w + inside_w;
    given_out_j_ += to_outside_w + wall_w;
    taken_in_co2_l_ += heads * person_co2_l_s + fresh_m3_s * weather_.co2_ppm() * litres_per_ppm_m3;
    given_out_co2_l_ += fresh_m3_s * zone.co2_ppm * litres_per_ppm_m3;

    zone.air_c +=
        (stream_w_k * (duct_c_ - zone.air_c) + reheat_w + inside_w + sun_w / 2 - to_outside_w - to_mass_w - to_ceiling_w) / zone_air_j_k;
    zone.mass_c += (to_mass_w + sun_w / 2 - wall_w) / zone_mass_j_k;
    zone.co2_ppm += (zone.flow_m3_s * (supply_co2 - zone.co2_ppm) + heads * person_co2_l_s / litres_per_ppm_m3 +
                     fresh_m3_s * (weather_.co2_ppm() - zone.co2_ppm)) /
                    volume_m3(z);
  }
  duct_c_ += (into_duct_w_ - duct_loss_w) / duct_j_k;
  return_c_ += into_return_w / return_j_k;
  return_co2_ppm_ += co2_into_return / return_volume_m3;
  // Humidity of the whole house in one: only the coil's wetness hangs on it.
  return_humidity_ += water_in / house_m3;
}

double Process::stored_in_air_j() const {
  double sum = duct_j_k * duct_c_ + return_j_k * return_c_;
  for (const auto& zone : zones_) sum += zone_air_j_k * zone.air_c + zone_mass_j_k * zone.mass_c + zone.reheat.stored_j();
  return sum;
}

double Process::stored_co2_l() const {
  double sum = return_volume_m3 * return_co2_ppm_;
  for (std::size_t z = 0; z < zone_count; ++z) sum += volume_m3(z) * zones_[z].co2_ppm;
  return sum * litres_per_ppm_m3;
}

}  // namespace weir::building
