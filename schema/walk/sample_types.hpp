#pragma once
// Types for tests, written by hand as the schema compiler would write them: every Type in every
// Shape that it may have, and the rules that walks obey. Only tests include this.

#include <optional>
#include <string>
#include <vector>

#include "schema/descriptor/access.hpp"
#include "schema/values/int_or_string.hpp"
#include "schema/values/json.hpp"
#include "schema/values/quantity.hpp"
#include "schema/values/string_map.hpp"
#include "schema/values/time.hpp"

namespace shoal::schema::sample {

struct Meta {
  std::string name;
  std::string resourceVersion;
  api::Time creationTimestamp;
  api::StringMap<std::string> labels;
  std::vector<std::string> finalizers;
  static const Struct& descriptor();
};

struct Port {
  std::string name;
  int32_t containerPort = 0;
  std::string protocol;
  static const Struct& descriptor();
};

struct Container {
  std::string name;
  std::string image;
  std::vector<std::string> args;
  std::vector<Port> ports;
  api::StringMap<api::Quantity> limits;
  std::optional<bool> stdin_;
  static const Struct& descriptor();
};

struct Strategy {
  std::string type;
  std::optional<api::IntOrString> maxSurge;
  static const Struct& descriptor();
};

struct Spec {
  std::optional<int32_t> replicas;
  std::optional<int64_t> deadline;
  std::optional<double> ratio;
  std::vector<Container> containers;
  Strategy strategy;
  std::string mode;
  std::string nodeName;
  bool paused = false;
  int64_t generation = 0;
  api::IntOrString targetPort;
  api::Quantity storage;
  api::MicroTime renewTime;
  api::Duration timeout;
  api::Json raw;
  std::optional<std::string> className;
  std::optional<api::Time> deletedAt;
  std::optional<Port> probe;
  std::optional<Port> hook;
  std::vector<int32_t> numbers;
  std::vector<int64_t> longs;
  std::vector<double> doubles;
  std::vector<api::Time> times;
  std::vector<api::Quantity> amounts;
  std::vector<api::Json> extras;
  static const Struct& descriptor();
};

struct Sample {
  Meta metadata;
  Spec spec;
  api::StringMap<std::string> data;
  api::StringMap<std::string> binaryData;
  api::StringMap<Port> portsByName;
  std::vector<std::string> rules;
  static const Struct& descriptor();
};

}  // namespace shoal::schema::sample
