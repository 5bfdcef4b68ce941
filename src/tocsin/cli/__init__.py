"""The commands: one thin file each, which parses arguments, calls one room and shows what came back."""
