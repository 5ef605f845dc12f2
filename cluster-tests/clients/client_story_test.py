"""The notation of stories itself: what fits, what does not, and that a story survives being written again."""
import unittest

from client_story import fits, parse, render

STORY = """# A story.
$ kubectl get cm
> --show-labels
----
NAME   AGE
a      <AGE>

$~ false
----
exit 1
"""


class Stories(unittest.TestCase):
    def test_a_story_survives_being_written_again(self):
        self.assertEqual(STORY, render(parse(STORY)))

    def test_blocks_and_patience(self):
        first, second = parse(STORY)
        self.assertEqual("kubectl get cm\n--show-labels", first.command)
        self.assertEqual((False, True), (first.patient, second.patient))
        self.assertEqual(["exit 1"], second.expected)

    def test_masks_stand_for_what_they_say(self):
        self.assertTrue(fits(["a      <AGE>"], ["a  5m3s"]))
        self.assertFalse(fits(["a <AGE>"], ["a five"]))
        self.assertTrue(fits(["web-<HASH>-<HASH> 1/1"], ["web-7f9c-x2x4z   1/1"]))
        self.assertFalse(fits(["a", "b"], ["a"]))

    def test_letters_of_patterns_are_letters(self):
        self.assertFalse(fits(["a.b"], ["axb"]))


if __name__ == "__main__":
    unittest.main()
