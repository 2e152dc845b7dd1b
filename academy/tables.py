"""Every table there is: a table exists once its module was read."""

import academy.accounts.models
import academy.agenda.models
import academy.calendar.models
import academy.files.models
import academy.messaging.models
import academy.outbox.models
import academy.participation.models
import academy.practices.models
import academy.records.models
import academy.trail.models  # noqa: F401 (read for the tables that they make)
