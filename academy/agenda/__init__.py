"""Room: the programme. Slots, talks, roles, rooms, parts, electives; what is doubtful in them; typed days."""
