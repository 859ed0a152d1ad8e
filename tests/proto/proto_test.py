"""The protocol is documented throughout, named by the rules, and keeps what it once promised."""

import sys
import unittest

import cases
import descriptors

RENEW = "\nif it is meant, and no client can be hurt: tests/proto/renew.sh"


class ProtoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = descriptors.current()

    def changed(self):
        copy = type(self.files)()
        copy.CopyFrom(self.files)
        event = next(file for file in copy.file if file.name.endswith("/event.proto"))
        service = next(file for file in copy.file if file.name.endswith("/event_service.proto"))
        return copy, event, service

    def test_everything_is_commented_and_well_named(self):
        problems = list(descriptors.lint(self.files))
        self.assertEqual(problems, [], "\n" + "\n".join(problems))

    def test_nothing_that_was_promised_has_changed(self):
        problems = list(descriptors.breaking(descriptors.kept(), self.files))
        self.assertEqual(problems, [], "\n" + "\n".join(problems) + RENEW)

    def test_what_is_new_is_kept_from_now_on(self):
        # Else a later change of it would not be noticed.
        problems = list(descriptors.breaking(self.files, descriptors.kept()))
        self.assertEqual(problems, [], "new in the protocol: tests/proto/renew.sh")

    def test_lint_notices(self):
        def uncommented(copy, event, service):
            del event.source_code_info.location[:]

        def misnamed(copy, event, service):
            event.enum_type[0].value[1].name = "STRIKE"

        def unspecified(copy, event, service):
            event.enum_type[0].value[0].name = "KIND_NONE"

        def request(copy, event, service):
            service.service[0].method[0].input_type = ".sitrep.v1.Event"
        for change in (uncommented, misnamed, unspecified, request):
            with self.subTest(change.__name__):
                copy, event, service = self.changed()
                change(copy, event, service)
                self.assertTrue(list(descriptors.lint(copy)))

    def test_breaking_changes_are_noticed(self):
        def removed_field(event, service):
            del event.message_type[0].field[3]

        def renumbered(event, service):
            event.message_type[0].field[3].number = 99

        def renamed(event, service):
            event.message_type[0].field[3].name = "other"

        def retyped(event, service):
            event.message_type[0].field[0].type = 12

        def no_list(event, service):
            next(field for field in event.message_type[0].field if field.label == 3).label = 1

        def out_of_oneof(event, service):
            next(field for field in event.message_type[0].field
                 if field.name == "strike").ClearField("oneof_index")

        def removed_value(event, service):
            del event.enum_type[0].value[2]

        def removed_message(event, service):
            del event.message_type[-1]

        def removed_method(event, service):
            del service.service[0].method[1]

        def no_stream(event, service):
            watch = next(method for method in service.service[0].method if method.server_streaming)
            watch.server_streaming = False
        for change in (removed_field, renumbered, renamed, retyped, no_list, out_of_oneof,
                       removed_value, removed_message, removed_method, no_stream):
            with self.subTest(change.__name__):
                copy, event, service = self.changed()
                change(event, service)
                self.assertTrue(list(descriptors.breaking(self.files, copy)))

    def test_additions_break_nothing(self):
        copy, event, service = self.changed()
        event.message_type[0].field.add(name="later", number=1000, type=9, label=1)
        event.enum_type[0].value.add(name="KIND_LATER", number=1000)
        event.message_type.add(name="Later")
        service.service[0].method.add(name="Later")
        self.assertEqual(list(descriptors.breaking(self.files, copy)), [])


if __name__ == "__main__":
    cases.run(sys.argv[1:])
