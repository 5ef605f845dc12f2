// Every file of testdata/ is a story: lines that build a cluster, `schedule`, and after ---- what
// became of the pods. REWRITE=1 writes the answers that the code gives now.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "actors/objects/key.hpp"
#include "actors/scheduler/picture.hpp"
#include "actors/scheduler/testing/notation.hpp"

namespace shoal::scheduler {
namespace {

class Story {
 public:
  std::string run(const std::string& line) {
    std::istringstream in(line);
    std::string verb, rest;
    in >> verb;
    std::getline(in >> std::ws, rest);
    if (verb == "node") return put(testing::node_of(rest));
    if (verb == "pod") return put(testing::pod_of(rest));
    if (verb == "gone") return gone(rest);
    if (verb == "space") return space(rest);
    if (verb == "pass") return now_ += std::chrono::milliseconds(std::stoll(rest)), "";
    if (verb == "schedule") return schedule_all(rest);
    return "what is " + verb + "?\n";
  }

 private:
  template <class T>
  std::string put(Result<T> object) {
    if (!object.ok()) return object.status().message() + "\n";
    auto key = objects::key_of(objects::View::kind_of<T>(), object->metadata.namespace_,
                               object->metadata.name);
    auto box = std::make_shared<schema::Box>(schema::Box::of(std::move(*object)));
    picture_.see(key, box, now_);
    return "";
  }

  std::string gone(const std::string& what) {
    picture_.see(what.starts_with("node ") ? "/nodes/" + what.substr(5) : "/pods/default/" + what,
                 nullptr, now_);
    return "";
  }

  std::string space(const std::string& words) {
    auto read = testing::node_of(words);
    picture_.cluster.put_namespace(read->metadata.name, read->metadata.labels);
    return "";
  }

  // `schedule why` prints each node's reasons too.
  std::string schedule_all(const std::string& options) {
    auto batch = picture_.queue.take(now_, 1000);
    auto decisions = schedule(picture_.cluster, batch, {.seed = 1});
    std::ostringstream out;
    for (size_t i = 0; i < batch.size(); ++i) {
      auto key = pod_key(batch[i].space, batch[i].name);
      const auto& [node, diagnosis] = decisions[i];
      if (!diagnosis) {
        out << batch[i].name << " -> " << node << "\n";
        picture_.cluster.place(key, batch[i].cls, node, false);
        picture_.queue.drop(key);
        continue;
      }
      out << batch[i].name << ": " << diagnosis->message << "\n";
      if (options == "why") explain(*diagnosis, out);
      picture_.queue.park(key, diagnosis, now_);
    }
    if (batch.empty()) out << "nothing to do\n";
    return out.str();
  }

  static void explain(const Diagnosis& diagnosis, std::ostringstream& out) {
    for (const auto& node : diagnosis.nodes) {
      out << "  " << node.node << ":";
      for (const auto& reason : node.reasons) out << " " << reason << ",";
      out << " (" << node.detail << ")\n";
    }
  }

  Picture picture_;
  MonoTime now_{};
};

// Blocks of lines, ended by ---- and followed by the answer up to an empty line.
std::string replay(std::istream& in) {
  Story story;
  std::string line, out, answer;
  bool in_answer = false;
  while (std::getline(in, line)) {
    if (in_answer) {
      in_answer = !line.empty();
      if (!in_answer) out += "\n";
      continue;
    }
    out += line + "\n";
    if (line == "----") {
      out += answer;
      answer.clear();
      in_answer = true;
    } else if (!line.empty() && line[0] != '#') {
      answer += story.run(line);
    }
  }
  return out;
}

TEST(Stories, come_out_as_they_are_written) {
  size_t stories = 0;
  for (const auto& entry : std::filesystem::directory_iterator("testdata")) {
    std::ifstream in(entry.path());
    std::string replayed = replay(in);
    if (std::getenv("REWRITE")) std::ofstream(entry.path()) << replayed;
    std::ifstream written(entry.path());
    EXPECT_EQ(replayed, std::string(std::istreambuf_iterator<char>(written), {})) << entry.path();
    ++stories;
  }
  EXPECT_GT(stories, 5u);
}

}  // namespace
}  // namespace shoal::scheduler
