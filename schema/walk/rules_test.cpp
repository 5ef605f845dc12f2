#include <gtest/gtest.h>

#include "schema/descriptor/box.hpp"
#include "schema/walk/access_path.hpp"
#include "schema/walk/defaults.hpp"
#include "schema/walk/names.hpp"
#include "schema/walk/sample_tables.hpp"
#include "schema/walk/validate.hpp"

namespace shoal::schema {
namespace {

using sample::Container;
using sample::Port;
using sample::Sample;
using sample::Spec;

Sample valid() {
  Sample sample;
  sample.metadata.name = "a";
  sample.spec.containers.push_back({.name = "c"});
  return sample;
}

std::vector<std::string> faults(const Sample& sample, const Sample* old = nullptr) {
  std::vector<std::string> lines;
  for (const Cause& cause : validate(Sample::descriptor(), &sample, old))
    lines.push_back(cause.field + ": " + cause.message);
  return lines;
}
using Lines = std::vector<std::string>;

TEST(Defaults, reach_what_is_unset_at_every_depth_and_nothing_else) {
  Sample sample = valid();
  sample.spec.containers[0].ports = {{.containerPort = 80}, {.protocol = "UDP"}};
  sample.portsByName["x"];
  apply_defaults(Sample::descriptor(), &sample);
  EXPECT_EQ(sample.spec.replicas, 1);
  EXPECT_EQ(sample.spec.strategy.type, "RollingUpdate");
  EXPECT_EQ(sample.spec.strategy.maxSurge, api::IntOrString("25%"));
  EXPECT_EQ(sample.spec.containers[0].ports[0].protocol, "TCP");
  EXPECT_EQ(sample.spec.containers[0].ports[1].protocol, "UDP");
  EXPECT_EQ(sample.portsByName["x"].protocol, "TCP");
  EXPECT_FALSE(sample.spec.probe.has_value());
  sample.spec.replicas = 0;
  apply_defaults(Sample::descriptor(), &sample);
  EXPECT_EQ(sample.spec.replicas, 0);
}

TEST(Validate, a_valid_value_has_no_causes) {
  EXPECT_EQ(faults(valid()), Lines{});
}

TEST(Validate, what_is_required_is_missed_with_its_path) {
  Sample sample = valid();
  sample.spec.containers[0].name = "";
  EXPECT_EQ(faults(sample), Lines{"spec.containers[0].name: Required value"});
  EXPECT_EQ(faults(Sample()),
            (Lines{"metadata.name: Required value", "spec.containers: Required value"}));
}

TEST(Validate, values_outside_their_bounds_are_shown) {
  Sample sample = valid();
  sample.spec.replicas = -1;
  sample.spec.mode = "Odd";
  sample.spec.containers[0].ports = {{.name = "A_b", .containerPort = 70000}};
  EXPECT_EQ(
      faults(sample),
      (Lines{"spec.replicas: Invalid value: -1: must be greater than or equal to 0",
             "spec.containers[0].ports[0].name: Invalid value: \"A_b\": a lowercase RFC 1123 label "
             "must consist of lower case alphanumeric characters or '-', and must start and end "
             "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
             "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
             "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 "
             "and 65535, inclusive",
             "spec.mode: Unsupported value: \"Odd\": supported values: \"Fast\", \"Slow\""}));
}

TEST(Validate, repeated_keys_and_set_members_are_duplicates) {
  Sample sample = valid();
  sample.spec.containers.push_back({.name = "c"});
  sample.spec.containers[0].ports = {{.containerPort = 1, .protocol = "TCP"},
                                     {.containerPort = 1, .protocol = "UDP"},
                                     {.containerPort = 1, .protocol = "TCP"}};
  sample.spec.numbers = {1, 2, 1};
  EXPECT_EQ(faults(sample), (Lines{"spec.containers[0].ports[2]: Duplicate value: "
                                   "{\"containerPort\":1,\"protocol\":\"TCP\"}",
                                   "spec.containers[1].name: Duplicate value: \"c\"",
                                   "spec.numbers[2]: Duplicate value: 1"}));
}

TEST(Validate, members_of_one_group_exclude_each_other) {
  Sample sample = valid();
  sample.spec.probe = Port{.containerPort = 1};
  sample.spec.hook = Port{.containerPort = 1};
  EXPECT_EQ(faults(sample), Lines{"spec.hook: Forbidden: may not specify more than 1 check type"});
}

TEST(Validate, what_is_immutable_may_not_change) {
  Sample old = valid(), now = valid();
  old.spec.nodeName = "a";
  now.spec.nodeName = "b";
  EXPECT_EQ(faults(now, &old), Lines{"spec.nodeName: Invalid value: \"b\": field is immutable"});
  EXPECT_EQ(faults(old, &old), Lines{});
  now.spec.nodeName = "";
  EXPECT_EQ(faults(now, &old), Lines{"spec.nodeName: Invalid value: \"\": field is immutable"});
}

TEST(Validate, causes_are_bounded) {
  Sample sample = valid();
  sample.spec.containers.resize(1000);
  EXPECT_EQ(faults(sample).size(), causes_max);
}

TEST(Validate, a_status_names_the_object_and_lists_its_causes) {
  const Status one = invalid_status("apps", "Deployment", "d", {required("spec.selector")});
  EXPECT_EQ(one.message(), "Deployment.apps \"d\" is invalid: spec.selector: Required value");
  const Status two = invalid_status("", "Pod", "p", {required("a"), forbidden("b", "no")});
  EXPECT_EQ(two.message(), "Pod \"p\" is invalid: [a: Required value, b: Forbidden: no]");
  EXPECT_EQ(two.details().causes.size(), 2u);
}

TEST(Names, are_accepted_and_refused_at_their_edges) {
  EXPECT_TRUE(check_dns1123_label(std::string(63, 'a')).empty());
  EXPECT_EQ(check_dns1123_label(std::string(64, 'a')),
            Faults{"must be no more than 63 characters"});
  for (const char* bad : {"", "-a", "a-", "A", "a.b", "a_b"})
    EXPECT_EQ(check_dns1123_label(bad).size(), 1u) << bad;
  EXPECT_TRUE(check_dns1123_subdomain("a-1.b.c").empty());
  for (const char* bad : {"", ".", "a..b", "a.", ".a", "a.-b"})
    EXPECT_EQ(check_dns1123_subdomain(bad).size(), 1u) << bad;
  EXPECT_EQ(check_dns1035_label("1a").size(), 1u);
  EXPECT_TRUE(check_qualified_name("example.com/My_Name.1").empty());
  EXPECT_EQ(check_qualified_name("a b").size(), 1u);
  EXPECT_EQ(check_qualified_name("/a"), Faults{"prefix part must be non-empty"});
  EXPECT_EQ(check_qualified_name("a/")[0], "name part must be non-empty");
  EXPECT_TRUE(check_label_key("a/b/c")[0].starts_with("a valid label key must consist"));
  EXPECT_TRUE(check_label_value("").empty());
  EXPECT_EQ(check_label_value(std::string(64, 'a')), Faults{"must be no more than 63 bytes"});
  EXPECT_EQ(check_config_key("..").at(0), "must not be '..'");
  EXPECT_EQ(check_port_name("HTTP").size(), 2u);
  EXPECT_EQ(check_port_name("80"), Faults{"must contain at least one letter (a-z)"});
  for (const char* ip : {"1.2.3.4", "::1"}) EXPECT_TRUE(check_ip(ip).empty());
  for (const char* ip : {"", "x", "1.2.3", "1.2.3.256"}) EXPECT_FALSE(check_ip(ip).empty());
  for (const char* cidr : {"10.0.0.0/8", "::/0"}) EXPECT_TRUE(check_cidr(cidr).empty());
  for (const char* cidr : {"10.0.0.0", "10.0.0.0/33", "x/8", "1.2.3.4/"})
    EXPECT_FALSE(check_cidr(cidr).empty());
}

TEST(AccessPath, reads_members_items_and_keys) {
  Sample sample = valid();
  sample.spec.replicas = 3;
  sample.spec.numbers = {7, 8};
  sample.data["a.b"] = "x";
  const Struct& type = Sample::descriptor();
  EXPECT_EQ(get_at(type, &sample, ".spec.replicas"), json::Value(3));
  EXPECT_EQ(text_at(type, &sample, "metadata.name"), "a");
  EXPECT_EQ(text_at(type, &sample, "spec.paused"), "false");
  EXPECT_EQ(text_at(type, &sample, ".spec.containers[0].name"), "c");
  EXPECT_EQ(text_at(type, &sample, ".spec.numbers[1]"), "8");
  EXPECT_EQ(text_at(type, &sample, ".spec.numbers"), "[7,8]");
  EXPECT_EQ(text_at(type, &sample, ".data['a.b']"), "x");
  for (const char* nowhere :
       {"", ".", ".nope", ".spec.deadline", ".spec.probe.name", ".spec.numbers[2]",
        ".spec.numbers[", ".spec.replicas.x", ".data['", ".spec[0]", ".data.z"})
    EXPECT_EQ(get_at(type, &sample, nowhere), std::nullopt) << nowhere;
}

TEST(AccessPath, sets_a_scalar) {
  Sample sample;
  const Struct& type = Sample::descriptor();
  EXPECT_EQ(set_at(type, &sample, ".spec.replicas", 5), Status());
  EXPECT_EQ(sample.spec.replicas, 5);
  EXPECT_EQ(set_at(type, &sample, ".spec.replicas", "x").code(), Code::bad_request);
  EXPECT_EQ(set_at(type, &sample, ".spec", 1).code(), Code::bad_request);
  EXPECT_EQ(set_at(type, &sample, ".spec.numbers", 1).code(), Code::bad_request);
  EXPECT_EQ(set_at(type, &sample, ".nope", 1).code(), Code::bad_request);
}

// Rules are given as a list, one row a type.
const Rules container_rules[] = {
    {.type = &Container::descriptor(),
     .apply_defaults =
         [](void* value) {
           auto& container = *static_cast<Container*>(value);
           if (container.ports.empty()) container.ports.emplace_back();
         },
     .validate =
         [](const void* value, const std::string& path, std::vector<Cause>& faults) {
           if (static_cast<const Container*>(value)->name == "bad")
             faults.push_back(forbidden(join_path(path, "name"), "it is bad"));
         }},
};

TEST(KindRules, create_members_that_get_defaults_in_turn) {
  Sample sample = valid();
  apply_defaults(Sample::descriptor(), &sample, container_rules);
  ASSERT_EQ(sample.spec.containers[0].ports.size(), 1u);
  EXPECT_EQ(sample.spec.containers[0].ports[0].protocol, "TCP");
}

TEST(KindRules, add_their_faults_with_the_path_of_the_value) {
  Sample sample = valid();
  sample.spec.containers.push_back({.name = "bad"});
  apply_defaults(Sample::descriptor(), &sample);
  const auto causes = validate(Sample::descriptor(), &sample, nullptr, container_rules);
  ASSERT_EQ(causes.size(), 1u);
  EXPECT_EQ(causes[0].field, "spec.containers[1].name");
}

}  // namespace
}  // namespace shoal::schema
