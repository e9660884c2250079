#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "topology/epanet_sensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto network = weir::parse_epanet({reinterpret_cast<const char*>(data), size}, "fuzz.inp");
  if (!network) return 0;
  std::vector<weir::Sensor> sensors;  // every third element is sensed, and one sensor is nowhere
  for (weir::EpanetNetwork::Element e = 0; e < network->element_count() && sensors.size() < 64; e += 3) {
    weir::Sensor sensor;
    sensor.name = network->id(e);
    sensors.push_back(std::move(sensor));
  }
  weir::Sensor nowhere;
  nowhere.name = "S_";
  sensors.push_back(std::move(nowhere));
  const weir::Catalogue catalogue(std::move(sensors));
  const auto result = weir::sensors_of_epanet(*network, catalogue, 8);
  if (result && result->graph.sensors() != catalogue.size()) std::abort();
  return 0;
}
