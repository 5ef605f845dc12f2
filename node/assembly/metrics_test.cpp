// A node's metrics as a scraper reads them, and the document that lists them.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "node/assembly/testing/one_node.hpp"
#include "schema/metrics/page.hpp"

namespace shoal::node {
namespace {

using Page = std::map<std::string, metrics::PageFamily>;

constexpr const char* document = "../../docs/metrics.md";
constexpr std::string_view table_head = "| metric | type | labels | meaning |\n|---|---|---|---|\n";

// The value of one series; -1: there is none.
double value_of(const Page& page, const std::string& name,
                const std::map<std::string, std::string>& labels = {}) {
  for (const auto& [family, content] : page) {
    if (!name.starts_with(family)) continue;
    for (const auto& sample : content.samples)
      if (sample.name == name && sample.labels == labels) return sample.value;
  }
  return -1;
}

std::string text_of(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Of the first series; none: as the document has them, since the page cannot say.
std::string labels_of(const std::string& name, const metrics::PageFamily& family,
                      const std::string& old_text) {
  std::string labels;
  if (family.samples.empty()) {
    auto at = old_text.find("| `" + name + "` |");
    if (at == std::string::npos) return "?";
    at = old_text.find("| ", old_text.find("| ", at + 2) + 2) + 2;
    return old_text.substr(at, old_text.find(" |", at) - at);
  }
  for (const auto& [label, value] : family.samples[0].labels)
    if (label != "le") labels += (labels.empty() ? "" : ", ") + label;
  return labels.empty() ? "-" : labels;
}

std::string table_of(const Page& page, const std::string& old_text) {
  std::string table(table_head);
  for (const auto& [name, family] : page)
    table += "| `" + name + "` | " + family.type + " | " + labels_of(name, family, old_text) +
             " | " + family.help + " |\n";
  return table;
}

TEST(NodeMetrics, are_a_strict_page_that_the_document_lists) {
  OneNode node;
  ASSERT_TRUE(node.started().ok()) << node.started().message();
  // The controllers act, and with them the log, the store and the queues.
  ASSERT_TRUE(node.until("/api/v1/namespaces/default/configmaps/kube-root-ca.crt",
                         [](const auto& response) { return response.status == 200; }))
      << node.last();
  Page page;
  ASSERT_TRUE(node.until("/metrics", [&](const http::Response& response) {
    auto read = metrics::parse_page(response.body.view());
    EXPECT_TRUE(read.ok()) << read.status().message();
    if (read.ok()) page = *read;
    return page.contains("scheduler_pending_pods") && page.contains("workqueue_depth");
  }));
  EXPECT_EQ(value_of(page, "etcd_server_has_leader"), 1);
  EXPECT_EQ(value_of(page, "etcd_server_is_leader"), 1);
  EXPECT_EQ(value_of(page, "etcd_server_leader_changes_seen_total"), 1);
  EXPECT_GT(value_of(page, "etcd_server_proposals_committed_total"), 0);
  EXPECT_GT(value_of(page, "etcd_server_proposals_applied_total"), 0);
  EXPECT_GT(value_of(page, "etcd_disk_wal_fsync_duration_seconds_count"), 0);
  EXPECT_GT(value_of(page, "shoal_raft_apply_duration_seconds_count"), 0);
  EXPECT_GT(value_of(page, "shoal_proposal_duration_seconds_count"), 0);
  EXPECT_GT(value_of(page, "etcd_mvcc_put_total"), 10);
  EXPECT_GT(value_of(page, "etcd_mvcc_db_total_size_in_bytes"), 0);
  EXPECT_GT(value_of(page, "workqueue_adds_total", {{"name", "namespace"}}), 0);
  EXPECT_EQ(value_of(page, "scheduler_pending_pods", {{"queue", "active"}}), 0);
  EXPECT_GE(value_of(page, "shoal_actors", {{"branch", "controllers"}}), 10);

  const auto text = text_of(document);
  const auto table = table_of(page, text);
  const auto at = text.find(table_head);
  ASSERT_NE(at, std::string::npos) << document << " has no table";
  if (std::getenv("REWRITE")) std::ofstream(document) << text.substr(0, at) << table;
  EXPECT_EQ(text.substr(at), table) << "REWRITE=1 writes the table of " << document;
}

}  // namespace
}  // namespace shoal::node
