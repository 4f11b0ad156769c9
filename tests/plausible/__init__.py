"""Ugly workbooks as offices write them, made at random, each with its own answer key.

The values are decided first, then how they are written; nothing here is taken from the importer.
"""
