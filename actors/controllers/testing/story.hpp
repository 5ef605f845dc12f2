#pragma once
// Stories: text files of blocks, each a command with its body, "----", and what came of it. A blank
// line ends a result. "#" lines are kept. REWRITE=1 writes the results that the code gives now.
//
//   given                              objects in short YAML (notation.hpp), there as they stand
//   reconcile [full] C NS/NAME         controller C's plan for an object, as text
//   step C NS/NAME                     the same, then written unit by unit; refusals are told
//   run [DURATION]                     all controllers, until all is quiet or that long
//   patch KIND NS/NAME                 a merge patch in YAML, as an administrator
//   status KIND NS/NAME                a merge patch of the status, as it stands
//   delete KIND NS/NAME [foreground|orphan]
//   drop KIND NS/NAME                  gone, whatever holds it
//   crash                              every controller's actor dies
//   kubelet on|off                     whether a node runs the pods (World::set_kubelet)
//   advance DURATION                   time passes, nobody acts
//   show KIND [NS/NAME] [PATH ...]     objects, their leaves under these paths
//   count KIND [PATH]                  how many, by the value of a path
//
// A whole test: TEST(ReplicaSet, stories) { EXPECT_EQ(failed_stories("testdata", rows), ""); }

#include <span>
#include <string>
#include <string_view>

#include "actors/controllers/testing/world.hpp"

namespace shoal::controllers::testing {

class Stage {
 public:
  explicit Stage(std::span<const ControllerRow> rows, uint64_t seed = 1, Faults faults = {});
  // One command with its body. What came of it, empty or ending in a newline.
  std::string run(const std::string& block);
  World& world() { return world_; }

 private:
  using Words = std::vector<std::string>;
  std::string given(const std::string& body);
  std::string reconcile(Words words, bool write);
  std::string patch(const Words& words, const std::string& body, bool status);
  std::string remove(const Words& words);
  std::string show(const Words& words);
  std::string count(const Words& words);
  std::string control(const Words& words);

  std::vector<ControllerRow> rows_;
  World world_;
  Random random_;
  std::map<std::string, LastPlan> last_;
};

// The story again with the results that come now.
std::string replay(std::string_view story, std::span<const ControllerRow> rows);

// Replays every .txt file of the folder. Empty: all were as written; otherwise what differs. A
// folder without stories is a difference, too.
std::string failed_stories(const std::string& folder, std::span<const ControllerRow> rows);

}  // namespace shoal::controllers::testing
