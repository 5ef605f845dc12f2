// A program on a node and that node's shoald, over loopback with real TLS.

#include "actors/link/client_link.hpp"

#include <gtest/gtest.h>

#include "actors/link/links.hpp"

namespace shoal {
namespace {

constexpr Duration patience = std::chrono::seconds(20);

// A node that answers a client's question with what was asked, reversed.
struct Shoald {
  Shoald() {
    LinkOptions options;
    options.name = "n1";
    options.cluster = "c1";
    options.key = key;
    options.clients_max = 1;
    LinkCallbacks callbacks;
    callbacks.on_frame = [](const NodeName&, const Frame&) { FAIL() << "a client is no peer"; };
    callbacks.on_up = [](const NodeName&, LinkClass) { FAIL() << "a client is no peer"; };
    callbacks.on_down = [](const NodeName&, LinkClass, LinkDown, const std::string&) {
      FAIL() << "a client is no peer";
    };
    callbacks.is_pinned = [](const KeyPin&) { return NodeName(); };
    callbacks.on_client = [this](const NodeName& client, const Frame& frame) {
      std::string text(frame.payload.view());
      std::reverse(text.begin(), text.end());
      auto answer = text.empty() ? Result<Bytes>(Code::bad_request, "nothing was asked")
                                 : Result<Bytes>(Bytes::copy(text));
      links->respond(client, frame, std::move(answer), LinkClass::control);
    };
    links = *make_links(options, callbacks);
  }
  ClientLinkOptions client() const { return {"n1", "c1", key, "127.0.0.1", links->port()}; }

  NodeKey key = *make_node_key();
  std::unique_ptr<RealLinks> links;
};

TEST(ClientLink, a_program_with_the_nodes_key_asks_and_is_answered) {
  Shoald shoald;
  auto link = ClientLink::open(shoald.client(), patience);
  ASSERT_TRUE(link.ok()) << link.status().to_string();
  auto answer = (*link)->ask(PeerFrame::propose, Bytes::copy("abc"), patience);
  ASSERT_TRUE(answer.ok()) << answer.status().to_string();
  EXPECT_EQ(answer->view(), "cba");
  auto refused = (*link)->ask(PeerFrame::propose, {}, patience);
  EXPECT_EQ(refused.status().code(), Code::bad_request);
  EXPECT_EQ(refused.status().message(), "nothing was asked");
}

TEST(ClientLink, another_key_is_refused) {
  Shoald shoald;
  auto options = shoald.client();
  options.key = *make_node_key();
  EXPECT_FALSE(ClientLink::open(options, std::chrono::milliseconds(500)).ok());
}

TEST(ClientLink, another_cluster_is_refused_in_words) {
  Shoald shoald;
  auto options = shoald.client();
  options.cluster = "c2";
  auto link = ClientLink::open(options, patience);
  EXPECT_EQ(link.status().code(), Code::forbidden);
  EXPECT_EQ(link.status().message(), "this node belongs to cluster c1");
}

TEST(ClientLink, as_many_programs_as_allowed_and_again_when_one_has_gone) {
  Shoald shoald;
  auto first = ClientLink::open(shoald.client(), patience);
  ASSERT_TRUE(first.ok());
  auto second = ClientLink::open(shoald.client(), patience);
  EXPECT_EQ(second.status().message(), "too many programs are connected; try again");
  first->reset();
  Status last;
  for (int tries = 0; tries < 100; ++tries) {
    auto third = ClientLink::open(shoald.client(), patience);
    last = third.status();
    if (third.ok()) break;
  }
  EXPECT_TRUE(last.ok()) << last.to_string();
}

TEST(ClientLink, what_is_asked_of_a_node_that_ends_fails_at_once) {
  auto shoald = std::make_unique<Shoald>();
  auto link = ClientLink::open(shoald->client(), patience);
  ASSERT_TRUE(link.ok());
  shoald->links.reset();
  auto answer = (*link)->ask(PeerFrame::propose, Bytes::copy("abc"), patience);
  EXPECT_FALSE(answer.ok());
}

}  // namespace
}  // namespace shoal
