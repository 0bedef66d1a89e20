"""Where everything goes on paper: blocks become placed items on pages; renderers draw those and decide nothing."""
