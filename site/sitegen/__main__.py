import importlib.util
import sys

# What the generator is made with, by the packages that bring it: where gilkit is installed they are only recommended.
PACKAGES = {
    "jinja2": "python3-jinja2",
    "markdown_it": "python3-markdown-it",
    "pygments": "python3-pygments",
    "cairosvg": "python3-cairosvg",
}


def main() -> int:
    missing = [package for name, package in PACKAGES.items() if importlib.util.find_spec(name) is None]
    if missing:
        what = "the package" if len(missing) == 1 else "the packages"
        print(f"gilkit site: install {what} {' '.join(missing)}, which the site is made with", file=sys.stderr)
        return 3
    from sitegen import cli  # which imports them

    return cli.main()


sys.exit(main())
