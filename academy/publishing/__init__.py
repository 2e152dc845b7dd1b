"""Room: values that leave the house as documents. So far the edition as schema.org sees it."""
