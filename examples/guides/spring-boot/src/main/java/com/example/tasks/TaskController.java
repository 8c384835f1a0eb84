package com.example.tasks;

import com.example.tasks.Tasks.Task;
import dev.mooring.sync.SyncClient;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TaskController {
    private final Tasks tasks;
    private final SyncClient<Connection> client;

    TaskController(Tasks tasks, SyncClient<Connection> client) {
        this.tasks = tasks;
        this.client = client;
    }

    @GetMapping("/tasks")
    List<Task> all() {
        return tasks.all();
    }

    @PostMapping("/tasks")
    Map<String, String> add(@RequestParam("title") String title) {
        return Map.of("id", tasks.add(title));
    }

    @PostMapping("/sync")
    String sync() {
        return client.syncNow().join().getClass().getSimpleName();
    }
}
