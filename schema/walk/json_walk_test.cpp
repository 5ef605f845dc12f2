#include <gtest/gtest.h>

#include "schema/descriptor/box.hpp"
#include "schema/descriptor/equal.hpp"
#include "schema/json/parse.hpp"
#include "schema/walk/json_decode.hpp"
#include "schema/walk/json_encode.hpp"
#include "schema/walk/sample_tables.hpp"

namespace shoal::schema {
namespace {

using sample::Sample;

std::string encode(const Box& box) {
  json::Writer writer;
  encode_json(box.type(), box.get(), writer);
  return writer.take();
}

const char* full = R"({
  "metadata":{"name":"a","labels":{"z":"1","a":"2"},"creationTimestamp":"2026-01-02T03:04:05Z"},
  "spec":{"replicas":0,"deadline":9007199254740993,"ratio":0.5,
    "containers":[{"name":"c","ports":[{"containerPort":80}],"limits":{"cpu":"1500m"},"stdin":false}],
    "strategy":{"maxSurge":"25%"},"paused":true,"targetPort":"http","storage":"1Gi",
    "renewTime":"2026-01-02T03:04:05.000006Z","timeout":"1h30m0s","raw":{"x":[1,null]},
    "className":"","deletedAt":"2026-01-02T03:04:05Z","probe":{},"numbers":[1,-2],"longs":[3],
    "doubles":[0.25],"times":["2026-01-02T03:04:05Z"],"amounts":["1"],"extras":[1,"a"]},
  "data":{"k":"v"},"binaryData":{"b":"AAE="},"portsByName":{"p":{"containerPort":1}},"rules":["r"]})";

const char* full_printed =
    R"({"metadata":{"name":"a","creationTimestamp":"2026-01-02T03:04:05Z","labels":{"a":"2","z":"1"}},)"
    R"("spec":{"replicas":0,"deadline":9007199254740993,"ratio":0.5,"containers":[{"name":"c",)"
    R"("ports":[{"containerPort":80}],"limits":{"cpu":"1500m"},"stdin":false}],)"
    R"("strategy":{"maxSurge":"25%"},"paused":true,"targetPort":"http","storage":"1Gi",)"
    R"("renewTime":"2026-01-02T03:04:05.000006Z","timeout":"1h30m0s","raw":{"x":[1,null]},)"
    R"("className":"","deletedAt":"2026-01-02T03:04:05Z","probe":{"containerPort":0},)"
    R"("numbers":[1,-2],"longs":[3],"doubles":[0.25],"times":["2026-01-02T03:04:05Z"],)"
    R"("amounts":["1"],"extras":[1,"a"]},"data":{"k":"v"},"binaryData":{"b":"AAE="},)"
    R"("portsByName":{"p":{"containerPort":1}},"rules":["r"]})";

TEST(JsonWalk, every_type_and_shape_survives_a_round_trip) {
  Box box(Sample::descriptor());
  EXPECT_EQ(decode_json(full, box.type(), box.get()), Status());
  EXPECT_EQ(encode(box), full_printed);
  Box again(Sample::descriptor());
  EXPECT_EQ(decode_json_tree(*json::parse(full_printed), again.type(), again.get()), Status());
  EXPECT_TRUE(equal(box.type(), box.get(), again.get()));
}

TEST(JsonWalk, an_empty_value_prints_only_what_is_always_there) {
  EXPECT_EQ(encode(Box(Sample::descriptor())),
            R"({"metadata":{"creationTimestamp":null},"spec":{"containers":null,"strategy":{},)"
            R"("targetPort":0,"storage":"0","renewTime":null,"timeout":"0s"},"rules":null})");
}

TEST(JsonWalk, null_means_unset_and_kind_stands_beside_the_fields) {
  Box box(Sample::descriptor());
  const auto document = JsonDocument::parse(
      R"({"kind":"Sample","apiVersion":"v1","spec":{"replicas":null,"containers":null},"data":null})");
  EXPECT_EQ(*document->type(), (TypeMeta{"v1", "Sample"}));
  FieldReport report;
  EXPECT_EQ(document->decode(box.type(), box.get(), {Strictness::strict}, &report), Status());
  EXPECT_FALSE(box.as<Sample>().spec.replicas.has_value());
}

TEST(JsonWalk, unknown_and_repeated_members_are_reported_with_their_paths) {
  const char* text = R"({"foo":1,"metadata":{"labels":{"a":"1","a":"2"},"name":"x","name":"y"},
    "spec":{"containers":[{"name":"c"},{"bar":{"baz":1},"ports":[{"kind":"x"}]}]}})";
  Box box(Sample::descriptor());
  FieldReport report;
  EXPECT_EQ(decode_json(text, box.type(), box.get(), {Strictness::warn}, &report), Status());
  EXPECT_EQ(report.faults,
            (std::vector<std::string>{
                R"(unknown field "foo")", R"(duplicate field "metadata.labels.a")",
                R"(duplicate field "metadata.name")", R"(unknown field "spec.containers[1].bar")",
                R"(unknown field "spec.containers[1].ports[0].kind")"}));
  EXPECT_EQ(box.as<Sample>().metadata.name, "y");
  EXPECT_EQ(
      decode_json(R"({"foo":1,"spec":{"bar":1}})", box.type(), box.get(), {Strictness::strict}),
      Status(Code::bad_request,
             R"(strict decoding error: unknown field "foo", unknown field "spec.bar")"));
}

TEST(JsonWalk, a_repeated_list_is_replaced_and_not_extended) {
  Box box(Sample::descriptor());
  EXPECT_TRUE(decode_json(R"({"rules":["a","b"],"rules":["c"]})", box.type(), box.get()).ok());
  EXPECT_EQ(box.as<Sample>().rules, std::vector<std::string>{"c"});
}

TEST(JsonWalk, type_faults_are_worded_as_go_words_them) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"data":{"a":1}})",
       "json: cannot unmarshal number into Go struct field Sample.data of type string"},
      {R"({"spec":{"containers":[{"ports":[{"containerPort":"80"}]}]}})",
       "json: cannot unmarshal string into Go struct field "
       "Port.spec.containers.ports.containerPort of type int32"},
      {R"({"metadata":{"labels":{"a":[]}}})",
       "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type "
       "string"},
      {R"({"spec":{"replicas":1.5}})",
       "json: cannot unmarshal number 1.5 into Go struct field Spec.spec.replicas of type int32"},
      {R"({"spec":{"replicas":3000000000}})",
       "json: cannot unmarshal number 3000000000 into Go struct field Spec.spec.replicas of type "
       "int32"},
      {R"({"spec":{"containers":{}}})",
       "json: cannot unmarshal object into Go struct field Spec.spec.containers of type "
       "[]v1.Container"},
      {R"({"spec":[]})",
       "json: cannot unmarshal array into Go struct field Sample.spec of type v1.Spec"},
      {R"([])", "json: cannot unmarshal array into Go value of type v1.Sample"},
      {R"({"binaryData":{"a":"not base64!"}})", "illegal base64 data at input byte 3"},
      {R"({"binaryData":{"a":"v"}})", "illegal base64 data at input byte 0"},
      {R"({"spec":{"targetPort":true}})",
       "json: cannot unmarshal bool into Go value of type int32"},
  };
  for (auto [text, words] : cases) {
    Box box(Sample::descriptor());
    EXPECT_EQ(decode_json(text, box.type(), box.get()).message(), words) << text;
  }
}

TEST(JsonWalk, the_kind_of_a_text_that_is_no_object_is_refused_in_gos_words) {
  EXPECT_EQ(JsonDocument::parse("[]")->type().status().message(),
            "json: cannot unmarshal array into Go value of type struct { APIVersion string "
            "\"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
}

TEST(JsonWalk, a_top_level_object_carries_its_kind_and_its_resource_version) {
  Box box(Sample::descriptor());
  box.as<Sample>().metadata.name = "a";
  json::Writer writer;
  encode_json_object({"v1", "Sample", "42"}, box.type(), box.get(), writer);
  EXPECT_TRUE(writer.view().starts_with(
      R"({"kind":"Sample","apiVersion":"v1","metadata":{"name":"a","resourceVersion":"42",)"))
      << writer.view();
}

TEST(JsonWalk, base64_reads_what_the_writer_prints) {
  for (std::string bytes : {"", "a", "ab", "abc", "\x00\xff"}) {
    json::Writer writer;
    writer.base64(bytes);
    const std::string text = writer.take();
    EXPECT_EQ(*decode_base64(std::string_view(text).substr(1, text.size() - 2)), bytes);
  }
  for (auto [text, at] : {std::pair{"YQ", 0}, {"YQ=", 3}, {"YQ==x", 4}, {"Y=", 1}, {"YWI=\nx", 5}})
    EXPECT_EQ(decode_base64(text).status().message(),
              "illegal base64 data at input byte " + std::to_string(at));
}

}  // namespace
}  // namespace shoal::schema
