def test_the_browser_of_the_machine_draws_a_page(page):
    page.set_content("<h1>Docket</h1><script>document.title = 'drawn'</script>")
    assert page.title() == "drawn"
    assert page.get_by_role("heading").inner_text() == "Docket"
