"""The projector: decides every submission of an area once, and keeps the area's shared picture."""
