"""What Alembic runs for each revision: on the connection it is handed, in one transaction."""

from alembic import context

from boshan_desk.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
