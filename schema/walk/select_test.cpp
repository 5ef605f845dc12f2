#include <gtest/gtest.h>

#include "schema/walk/select.hpp"

namespace shoal::schema {
namespace {

const Labels labels = {{"app", "web"}, {"tier", "front"}, {"n", "5"}};

bool selects(std::string_view text) {
  const auto selector = LabelSelector::parse(text);
  EXPECT_TRUE(selector.ok()) << text << ": " << selector.status().message();
  return selector.ok() && selector->matches(labels);
}

TEST(LabelSelector, matches_by_all_of_its_requirements) {
  for (const char* text : {"", " ", "app=web", "app==web", "app = web , tier=front", "app!=db",
                           "absent!=x", "app in (db,web)", "app notin (db)", "absent notin (x)",
                           "app", "!absent", "! absent", "n>4", "n<6", "app in (web,),tier"})
    EXPECT_TRUE(selects(text)) << text;
  for (const char* text : {"app=db", "app!=web", "app in (db)", "app notin (web,x)", "absent",
                           "!app", "n>5", "n<5", "app>1", "app=web,tier=back", "app="})
    EXPECT_FALSE(selects(text)) << text;
}

TEST(LabelSelector, prints_as_kubernetes_prints_it) {
  EXPECT_EQ(LabelSelector::parse("b in (y,x), a=1,!c,d,e!=2,f notin (1,2),g>3")->to_string(),
            "b in (x,y),a=1,!c,d,e!=2,f notin (1,2),g>3");
}

TEST(LabelSelector, refuses_in_kubernetes_words) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"!!", "unable to parse requirement: found '!', expected: identifier"},
      {"a,", "found '', expected: identifier after ','"},
      {",a", "found ',', expected: !, identifier, or 'end of string'"},
      {"a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"},
      {"a in b", "unable to parse requirement: found 'b' expected: '('"},
      {"a in (b", "unable to parse requirement: found '', expected: ',' or ')'"},
      {"a in ()",
       "unable to parse requirement: for 'in', 'notin' operators, values set can't be empty"},
      {"a=b c", "found 'c', expected: ',' or 'end of string'"},
      {"a>x",
       "unable to parse requirement: values[0][a]: Invalid value: \"x\": for 'Gt', 'Lt' operators, "
       "the value must be an integer"},
  };
  for (auto [text, words] : cases)
    EXPECT_EQ(LabelSelector::parse(text).status(), Status(Code::bad_request, std::string(words)))
        << text;
  EXPECT_TRUE(LabelSelector::parse("a/b/c").status().message().starts_with(
      "unable to parse requirement: key: Invalid value: \"a/b/c\": a valid label key"));
  EXPECT_TRUE(LabelSelector::parse("a=-").status().message().starts_with(
      "unable to parse requirement: values[0][a]: Invalid value: \"-\": a valid label must"));
}

struct Expression {
  std::string key, operator_;
  std::vector<std::string> values;
};
struct SelectorStruct {
  Labels matchLabels;
  std::vector<Expression> matchExpressions;
};

TEST(LabelSelector, comes_from_the_struct_of_the_api) {
  const SelectorStruct selector{{{"app", "web"}},
                                {{"tier", "In", {"front", "back"}}, {"x", "DoesNotExist", {}}}};
  const auto made = label_selector_of(selector);
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made->matches(labels));
  EXPECT_EQ(made->to_string(), "app=web,tier in (back,front),!x");
  EXPECT_EQ(label_selector_of(SelectorStruct{{}, {{"a", "Gt", {"1"}}}}).status().code(),
            Code::invalid);
  EXPECT_EQ(label_selector_of(SelectorStruct{{}, {{"a", "In", {}}}}).status().code(),
            Code::invalid);
  EXPECT_TRUE(label_selector_of(SelectorStruct())->matches(labels));
  EXPECT_FALSE(LabelSelector::nothing().matches(labels));
}

TEST(FieldSelector, compares_text_at_paths) {
  const auto field = [](const std::string& path) {
    return path == "metadata.name" ? "a,b" : path == "status.phase" ? "Running" : "";
  };
  for (const char* text : {"", "metadata.name=a\\,b", "metadata.name==a\\,b,status.phase!=Failed",
                           "spec.nodeName=", "status.phase=Running,"})
    EXPECT_TRUE(FieldSelector::parse(text)->matches(field)) << text;
  for (const char* text : {"metadata.name=a", "status.phase!=Running"})
    EXPECT_FALSE(FieldSelector::parse(text)->matches(field)) << text;
  EXPECT_EQ(*FieldSelector::parse("a!=x,a=y")->required_value("a"), "y");
}

TEST(FieldSelector, refuses_in_kubernetes_words) {
  EXPECT_EQ(FieldSelector::parse("metadata.name in (a)").status().message(),
            "invalid selector: 'metadata.name in (a)'; can't understand 'metadata.name in (a)'");
  EXPECT_FALSE(FieldSelector::parse("a=b=c").ok());
  EXPECT_FALSE(FieldSelector::parse("a=b\\x").ok());
  EXPECT_FALSE(FieldSelector::parse("a=b\\").ok());
  const std::vector<std::string> supported = {"metadata.name", "metadata.namespace"};
  EXPECT_EQ(FieldSelector::parse("=x")->check(supported).message(),
            "\"\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
  EXPECT_EQ(FieldSelector::parse("metadata.name=x")->check(supported), Status());
}

}  // namespace
}  // namespace shoal::schema
